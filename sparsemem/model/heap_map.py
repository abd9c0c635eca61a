"""The address space of a process's heaps as a picture shows it: cell by cell, how full, and whose."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sparsemem.model.shown import Shown

BLOCK_BYTES = 1 << 20
"""A block of cells: one of pymalloc's arenas, or as much of malloc's heaps."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of one heap; resident bytes, and what of them is alive. With nothing resident it has gone back."""

    held_bytes: int
    live_bytes: int
    owner: int | None = None
    """Of the owners that the map names, the one with the most live bytes here; None where none of them is here."""

    AS_ROW = True
    """Saved as a list of its values, for there are thousands."""

    @property
    def share(self) -> float:
        """The part of what is held that is alive, from 0 to 1."""
        return min(self.live_bytes / self.held_bytes, 1.0) if self.held_bytes else 0.0


@dataclass(frozen=True, slots=True)
class MapOwner:
    """A name that a map tells apart from the rest, and in how many arenas and pages of malloc's it has something."""

    name: str
    arenas: int
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """One allocator's heaps, in the order of addresses: `per_block` cells make up a block of `block_bytes`."""

    cells: tuple[Cell, ...]
    per_block: int
    """A square number, so that a block can be drawn as a square."""
    block_bytes: int
    """BLOCK_BYTES, or a multiple of it where there are too many blocks for a cell each."""

    @property
    def cell_bytes(self) -> int:
        """Bytes of addresses that a cell stands for."""
        return self.block_bytes // self.per_block

    @property
    def held_bytes(self) -> int:
        """What is resident."""
        return sum(cell.held_bytes for cell in self.cells)

    @property
    def live_bytes(self) -> int:
        """What of it is alive."""
        return sum(cell.live_bytes for cell in self.cells)

    @property
    def blocks(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells of each block; the last one of malloc's can be short."""
        each = self.per_block
        return tuple(self.cells[at : at + each] for at in range(0, len(self.cells), each))

    def coarser(self) -> "Band":
        """With a quarter of the cells: four of a block are one, or four blocks, where a block is a cell."""
        joined = tuple(join_cells(self.cells[at : at + 4]) for at in range(0, len(self.cells), 4))
        is_divided = self.per_block >= 4
        per_block, blocks = (self.per_block // 4, 1) if is_divided else (1, 4)
        return Band(joined, per_block, self.block_bytes * blocks)


def join_cells(cells: Sequence[Cell]) -> Cell:
    """What lies in any of them, and the owner that is first in most of what is alive."""
    alive = Counter[int]()
    for cell in cells:
        if cell.owner is not None:
            alive[cell.owner] += cell.live_bytes
    owner = alive.most_common(1)[0][0] if alive else None
    return Cell(sum(cell.held_bytes for cell in cells), sum(cell.live_bytes for cell in cells), owner)


@dataclass(frozen=True, slots=True)
class HeapMap(Shown):
    """What pymalloc's arenas and malloc's own heaps hold, at one moment.

    What malloc mapped by itself for one large chunk is in neither: it goes back when it is freed.
    """

    arenas: int
    """pymalloc's arenas that hold something resident."""
    python: Band
    malloc: Band | None
    """None where malloc is not glibc's, or its heaps could not be read."""
    owners: tuple[MapOwner, ...] = ()
    """Those that are told apart, the one that keeps the most first."""

    def at_most(self, cells: int) -> "HeapMap":
        """The same map in as many cells or fewer, both bands as coarse."""
        found, malloc = self, self.malloc
        while len(found.python.cells) + (len(malloc.cells) if malloc else 0) > max(cells, 2):
            malloc = malloc.coarser() if malloc else None
            found = replace(found, python=found.python.coarser(), malloc=malloc)
        return found
