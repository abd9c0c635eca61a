"""The heap map for a terminal, in the form in which defragmenters showed disks: a letter for each arena."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from sparsemem.model import Cell, HeapMap
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.report.words.heap_map_words import map_title, owner_line
from sparsemem.units import format_size

_SIGNS = ((0.02, "."), (0.10, "-"), (0.35, "+"), (0.70, "*"), (1.01, "#"))
"""Up to which share of live bytes a cell has which sign; signs that every terminal has."""
_OWNERS = ("bright_red", "bright_blue", "green", "magenta")
_NEARLY_EMPTY = 0.10
_MOST_ROWS = 16


def heap_map(found: HeapMap, console: Console) -> RenderableType:
    """The arenas in the order of addresses, in the colours of their owners; malloc's heaps as a line.

    Where there are more arenas than fit, a sign is the mean of as many neighbours as it takes.
    """
    arenas = [_sum(block) for block in found.python.blocks if any(cell.held_bytes for cell in block)]
    each = max(-(-len(arenas) // (console.width * _MOST_ROWS)), 1)
    cells = Text(overflow="fold")
    for at in range(0, len(arenas), each):
        cell = _sum(arenas[at : at + each])
        cells.append(sign(cell.share), style="" if cell.owner is None else _OWNERS[cell.owner])
    size = format_size(each * found.python.block_bytes)
    lines = [
        Text(f"A sign is {size} of addresses: . under 2 % alive, - under 10, + under 35, * under 70, # more."),
        *_empty(arenas, found),
        *_malloc(found),
    ]
    for line in lines:
        line.stylize("dim")
    return Group(Text(""), Text(map_title(found), style="bold"), cells, *_legend(found), *lines)


def sign(share: float) -> str:
    """That of a cell with such a share of live bytes."""
    return next(sign for bound, sign in _SIGNS if share < bound)


def _sum(cells: Sequence[Cell]) -> Cell:
    """Cells as one; its owner is that of most of them."""
    owners = [cell.owner for cell in cells if cell.owner is not None]
    owner = max(sorted(set(owners)), key=owners.count, default=None)
    return Cell(sum(cell.held_bytes for cell in cells), sum(cell.live_bytes for cell in cells), owner)


def _legend(found: HeapMap) -> list[Text]:
    return [Text(owner_line(owner), style=_OWNERS[at]) for at, owner in enumerate(found.owners)]


def _empty(arenas: Sequence[Cell], found: HeapMap) -> list[Text]:
    """How many are nearly empty; not known where a block is of several arenas."""
    if found.python.block_bytes > BLOCK_BYTES:
        return []
    empty = sum(arena.share < _NEARLY_EMPTY for arena in arenas)
    return [Text(f"{empty:,} of {len(arenas):,} arenas are less than 10 % alive.")]


def _malloc(found: HeapMap) -> list[Text]:
    if found.malloc is None:
        return []
    held, live = format_size(found.malloc.held_bytes), format_size(found.malloc.live_bytes)
    return [Text(f"malloc's heaps hold {held} beside them, {live} of it alive.")]
