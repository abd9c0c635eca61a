"""Records that draw themselves where a notebook asks for it.

A record knows nothing of pictures: who can draw it says so here (`report.html.notebook`, which `sparsemem.load`
loads), and until then a notebook shows its text.
"""

from collections.abc import Callable

_artists: list[Callable[["Shown"], str | None]] = []


def draw_with(draw: Callable[["Shown"], str | None]) -> None:
    """From now on records are drawn by this: HTML, or None for one that it has no picture of."""
    _artists[:] = [draw]


class Shown:
    """A record with a picture."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        """As notebooks call it."""
        return _artists[0](self) if _artists else None
