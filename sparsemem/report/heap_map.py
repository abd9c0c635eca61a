"""The heap as a disk defragmenter would show it: a cell for each arena, the paler the emptier."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

_LEVELS = ((0.02, ".", "red"), (0.10, "-", "red"), (0.35, "+", "yellow"), (0.70, "*", "green"), (1.01, "#", "green"))
"""Up to which share of live bytes a cell has which sign and colour; signs that every terminal has."""
_NEARLY_EMPTY = 0.10
_MOST_ROWS = 16


def heap_map(shares: Sequence[float], console: Console) -> RenderableType:
    """The map of arenas with these shares of live bytes (0 to 1), in the order of addresses.

    Where there are more arenas than cells, a cell is the mean of as many neighbours as it takes.
    """
    each = max(-(-len(shares) // (console.width * _MOST_ROWS)), 1)
    parts = [shares[at : at + each] for at in range(0, len(shares), each)]
    cells = Text(overflow="fold")
    for part in parts:
        cells.append(*level(sum(part) / len(part)))
    empty = sum(share < _NEARLY_EMPTY for share in shares)
    lines = [
        f"A cell is {'one arena' if each == 1 else f'the mean of {each} arenas'} of 1 MB: . under 2 % alive, - under "
        "10, + under 35, * under 70, # more.",
        f"{empty:,} of {len(shares):,} arenas are less than 10 % alive.",
    ]
    title = Text("Python's arenas, by address", style="bold")
    return Group(Text(""), title, cells, *(Text(line, style="dim") for line in lines))


def level(share: float) -> tuple[str, str]:
    """Sign and colour of a cell."""
    return next((sign, colour) for bound, sign, colour in _LEVELS if share < bound)
