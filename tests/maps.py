"""Heap maps that a test can write down."""

from collections.abc import Sequence

from sparsemem.model import Band, Cell, HeapMap, MapOwner
from sparsemem.model.heap_map import BLOCK_BYTES

HELD = BLOCK_BYTES // 64


def arena(*shares: float, owner: int | None = None) -> list[Cell]:
    """64 pools with these shares of live bytes, again and again; the owner is in those where something is alive."""
    kinds = [Cell(HELD, round(HELD * share), owner if share else None) for share in shares]
    return [kinds[at % len(kinds)] for at in range(64)]


def python_map(*arenas: Sequence[Cell], owners: tuple[MapOwner, ...] = (), malloc: Band | None = None) -> HeapMap:
    """A map of so many arenas, as fine as it can be."""
    cells = tuple(cell for one in arenas for cell in one)
    held = sum(any(cell.held_bytes for cell in one) for one in arenas)
    return HeapMap(held, Band(cells, 64, BLOCK_BYTES), malloc, owners)


LABELS, REGISTRY = MapOwner("shop.LABELS", 3), MapOwner("Order.<registry> & more", 1)
SAMPLE = python_map(
    arena(0.0, 0.01, owner=0),
    arena(0.05, owner=0),
    arena(0.2),
    arena(0.5, 0.0, owner=1),
    arena(0.9, owner=0),
    owners=(LABELS, REGISTRY),
    malloc=Band((Cell(4096, 4096), Cell(4096, 100), Cell(0, 0)), 256, BLOCK_BYTES),
)
"""Cells of every level, two owners, a page that has gone back, and a name that no XML may hold as it is."""
