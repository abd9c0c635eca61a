"""What to do about owners that a library fills by design, where the program's author has not even named them."""

from sparsemem.model import Remedy

_KNOWN = {
    "__main__.Out": Remedy(
        "IPython keeps the value of the last line of each cell in `Out`: end the line with `;` where nobody asks for "
        "it later, and empty it with `%reset -f out`. `c.InteractiveShell.cache_size = 0` in ipython_config.py ends "
        "it.",
        "%reset -f out",
    ),
}
"""By the name of the owner. IPython/core/displayhook.py: `quiet`, `flush`, and `cache_size`, which counts values
whatever their size."""


def known_remedy(owner: str) -> Remedy | None:
    """The remedy for an owner of this name; None for the program's own."""
    return _KNOWN.get(owner)
