"""How full the heaps are, at the finest resolution: pymalloc's pools, and the pages of malloc's heaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.model.heap_map import BLOCK_BYTES, Band, Cell
from sparsemem.outside.glibc.malloc_chunks import find_live_chunks
from sparsemem.outside.glibc.malloc_heaps import Heap
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE
from sparsemem.outside.pymalloc.pool_parts import split_pools

POOLS_PER_ARENA = ARENA_SIZE // POOL_SIZE
PAGES_PER_BLOCK = BLOCK_BYTES // PAGE


@dataclass(frozen=True, slots=True)
class Occupancy:
    """One kind of heap, an element of each array a pool or a page: resident bytes, live ones, and whose these are."""

    held: NDArray[np.int64]
    live: NDArray[np.int64]
    owned: NDArray[np.int64]
    """Shape (elements, owners): live bytes of each owner that is told apart."""
    per_block: int

    def blocks_with(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many blocks there is something of each column of values; `len(self.held)` rows, whole blocks."""
        blocks = values.reshape(len(values) // self.per_block, self.per_block, values.shape[1])
        found: NDArray[np.int64] = blocks.any(axis=1).sum(axis=0)
        return found

    def band(self, per_block: int, blocks: int = 1) -> Band:
        """With so many cells a block, and a block of so many: each cell the sum of its elements."""
        each = self.per_block * blocks // per_block
        held, live = _sums(self.held, each), _sums(self.live, each)
        owned = _sums(self.owned, each)
        first = owned.argmax(axis=1) if owned.shape[1] else np.zeros(len(held), np.int64)
        is_there = np.atleast_1d(owned.any(axis=1))
        whose = [at if there else None for at, there in zip(first.tolist(), is_there.tolist(), strict=True)]
        cells = zip(held.tolist(), live.tolist(), whose, strict=True)
        return Band(tuple(Cell(*cell) for cell in cells), per_block, blocks * BLOCK_BYTES)


def _sums(values: NDArray[np.int64], each: int) -> NDArray[np.int64]:
    """Of each run of so many, the last one as it is."""
    starts = np.arange(0, len(values), each)
    sums: NDArray[np.int64] = np.add.reduceat(values, starts, axis=0) if len(values) else values
    return sums


def read_pools(view: View, owned: NDArray[np.int64]) -> Occupancy:
    """Each arena by address, 64 pools each; `owned` is in the order of `view.arenas.pools`, a column an owner."""
    arenas, pools = view.arenas, view.arenas.pools
    rank = np.empty(len(arenas), np.int64)
    rank[np.argsort(arenas.first_pool)] = np.arange(len(arenas))
    within = (pools.addresses - arenas.first_pool[arenas.arena_of]).astype(np.int64) // POOL_SIZE
    place = rank[arenas.arena_of] * POOLS_PER_ARENA + within
    parts, count = split_pools(view.residency, pools), len(arenas) * POOLS_PER_ARENA
    return Occupancy(
        held=_placed(parts.live + parts.free + parts.overhead, place, count),
        live=_placed(parts.live, place, count),
        owned=_placed(owned, place, count),
        per_block=POOLS_PER_ARENA,
    )


def _placed(values: NDArray[np.int64], place: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """So many zeros, with the values in their places."""
    placed = np.zeros((count, *values.shape[1:]), np.int64)
    placed[place] = values
    return placed


def read_pages(view: View, heaps: Sequence[Heap], owned: Sequence[Ranges] = ()) -> Occupancy:
    """Each of malloc's heaps by address, page by page and filled up to whole blocks; `owned` has each owner's chunks.

    A heap without a live chunk is none, as in the ledger.
    """
    parts = [_pages_of(view, heap, owned) for heap in sorted(heaps, key=lambda heap: heap.base)]
    columns = np.vstack([np.zeros((0, 2 + len(owned)), np.int64), *(part for part in parts if part[:, 1].any())])
    return Occupancy(columns[:, 0], columns[:, 1], columns[:, 2:], PAGES_PER_BLOCK)


def _pages_of(view: View, heap: Heap, owned: Sequence[Ranges]) -> NDArray[np.int64]:
    """Of each page the resident bytes, what of them is alive, and what of that is each owner's."""
    count = -(-(heap.end - heap.base) // BLOCK_BYTES) * PAGES_PER_BLOCK
    pages = np.uint64(heap.base) + np.arange(count, dtype=np.uint64) * np.uint64(PAGE)
    found = np.zeros((count, 2 + len(owned)), np.int64)
    found[:, 0] = np.where(view.residency.resident(pages) & (pages < np.uint64(heap.end)), PAGE, 0)
    for starts, ends in find_live_chunks(view.source.memory, view.residency, heap.start, heap.end):
        _spread(Ranges(starts, ends), heap, found[:, 1])
    for column, chunks in enumerate(owned, 2):
        first, last = np.searchsorted(chunks.starts, np.array([heap.start, heap.end], np.uint64))
        _spread(Ranges(chunks.starts[first:last], chunks.ends[first:last]), heap, found[:, column])
    np.minimum(found, found[:, :1], out=found)
    return found


def _spread(chunks: Ranges, heap: Heap, pages: NDArray[np.int64]) -> None:
    """Add the bytes of some chunks to the pages of their heap; those of a heap that has grown meanwhile are cut."""
    if len(chunks):
        first = (int(chunks.starts[0]) - heap.base) // PAGE
        spread = spread_over_pages(chunks)[: len(pages) - first]
        pages[first : first + len(spread)] += spread


def spread_over_pages(ranges: Ranges) -> NDArray[np.int64]:
    """The bytes of ranges, which are in order and apart, on each page from the first to the last that they touch."""
    page = np.uint64(PAGE)
    first, last = ranges.starts[0] // page, (ranges.ends[-1] + page - np.uint64(1)) // page
    return np.diff(ranges.bytes_below(np.arange(first, last + np.uint64(1), dtype=np.uint64) * page))
