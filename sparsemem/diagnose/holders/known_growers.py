"""What to do about owners that a library fills by design, where the program's author has not even named them."""

from sparsemem.model import Remedy
from sparsemem.model.owner_names import is_code

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


_CODE = Remedy(
    "Find what defines functions or classes again and again, and define each once: type(), namedtuple(), exec(), a "
    "class in a function that is called often. What they are registered with keeps them, as "
    "functools.singledispatch does."
)
"""Of functions and classes, which nobody puts into a container of the program's."""


def known_remedy(owner: str) -> Remedy | None:
    """The remedy for an owner of this name; None for the program's own data."""
    return _CODE if is_code(owner) else _KNOWN.get(owner)
