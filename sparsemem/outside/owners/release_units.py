"""What an allocator can return only as a whole, the bytes that are free in it, and the nodes that lie in it.

pymalloc returns arenas, and malloc pages; a page of malloc's goes only when no chunk in use touches it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.chunk_nodes import HEADER, OVERLAP
from sparsemem.outside.graph.ownership import Survey
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.residency import PAGE

_POOLS, _CHUNKS = 1 << 7, 1 << 16
"""Pools, or chunks, whose nodes are looked at together."""
_PAGES = 1 << 15
_PAGE_BITS = 12

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tenants:
    """Some nodes and where they lie; an element of each array a node."""

    nodes: slice
    cells: Counts
    sizes: Counts
    counted: bool
    """Whether they are counted here; a chunk that lies in two pages is counted in the first one only."""


class Cells(Protocol):
    """Arenas, or pages, by number."""

    free: Counts
    """Resident free bytes of each."""

    def tenants(self) -> Iterator[Tenants]:
        """All nodes that lie in cells, batch by batch."""


class ArenaCells:
    """The arenas of pymalloc."""

    def __init__(self, survey: Survey) -> None:
        self._survey, self.free = survey, survey.census.free_bytes

    def tenants(self) -> Iterator[Tenants]:
        """As in `Cells`."""
        numbering = self._survey.graph.numbering
        for first in range(0, len(numbering.pools), _POOLS):
            stop = min(first + _POOLS, len(numbering.pools))
            counts = np.diff(numbering.first[first : stop + 1])
            arenas = np.repeat(self._survey.arena_of[first:stop], counts)
            sizes = np.repeat(numbering.pools.block_size[first:stop].astype(np.int64), counts)
            yield Tenants(slice(int(numbering.first[first]), int(numbering.first[stop])), arenas, sizes, True)


class PageCells:
    """The pages of malloc's heaps; what is free in pages without anything alive in them a trim returns."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        heaps = survey.heaps
        pages = (heaps.ends - 1 >> np.uint64(_PAGE_BITS)) - (heaps.starts >> np.uint64(_PAGE_BITS)) + np.uint64(1)
        self._first = np.concatenate([[0], np.cumsum(pages)]).astype(np.int64)
        """The number of each heap's first page."""
        self.free = np.zeros(int(self._first[-1]), np.int64)
        for heap in range(len(heaps)):
            begin, end = self._first[heap : heap + 2].tolist()
            for first in range(begin, end, _PAGES):
                stop = min(first + _PAGES, end)
                self.free[first:stop] = self._free(heap, first, stop)

    def _chunks(self, heap: int) -> tuple[int, int]:
        """The first of the graph's chunks that lie in a heap, and the one behind the last."""
        bounds = self._survey.heaps.starts[heap], self._survey.heaps.ends[heap]
        first, stop = np.searchsorted(self._survey.graph.starts, np.array(bounds)).tolist()
        return first, stop

    def _bounds(self, first: int, stop: int) -> tuple[Addresses, Addresses]:
        """Where chunks begin and end, headers included."""
        graph = self._survey.graph
        here = slice(first, stop)
        return graph.starts[here] - np.uint64(HEADER), graph.ends(here) - np.uint64(OVERLAP)

    def _free(self, heap: int, first: int, stop: int) -> Counts:
        """What is resident and free of some of a heap's pages, by their numbers."""
        low, high = int(self._survey.heaps.starts[heap]), int(self._survey.heaps.ends[heap])
        base = low // PAGE - int(self._first[heap])
        pages = np.arange(base + first, base + stop, dtype=np.uint64) * np.uint64(PAGE)
        resident = self._survey.graph.view.residency.resident(pages)
        edges = np.clip(np.append(pages, pages[-1:] + np.uint64(PAGE)), low, high)
        # The chunk that reaches into the first page begins before it, and its header before its content.
        begin, end = np.searchsorted(self._survey.graph.starts, edges[[0, -1]] + np.uint64(HEADER)).tolist()
        begin, end = (int(np.clip(at, *self._chunks(heap))) for at in (begin - 1, end))
        live = np.diff(_covered(*self._bounds(begin, end), edges))
        return np.where(resident, np.maximum(np.diff(edges).astype(np.int64) - live, 0), 0)

    def tenants(self) -> Iterator[Tenants]:
        """As in `Cells`."""
        for heap in range(len(self._survey.heaps)):
            begin, end = self._chunks(heap)
            for first in range(begin, end, _CHUNKS):
                yield from self._tenants(heap, first, min(first + _CHUNKS, end))

    def _tenants(self, heap: int, first: int, stop: int) -> Iterator[Tenants]:
        starts, ends = self._bounds(first, stop)
        sizes = (ends - starts).astype(np.int64)
        before = self._first[heap] - (int(self._survey.heaps.starts[heap]) >> _PAGE_BITS)
        blocks = len(self._survey.graph.numbering)
        nodes = slice(blocks + first, blocks + stop)
        for place, counted in ((starts, True), (ends - np.uint64(1), False)):
            # The walk of a heap that changes meanwhile can leave it.
            cells = np.clip((place >> np.uint64(_PAGE_BITS)).astype(np.int64) + before, *self._limits(heap))
            yield Tenants(nodes, cells, sizes, counted)

    def _limits(self, heap: int) -> tuple[int, int]:
        return int(self._first[heap]), int(self._first[heap + 1]) - 1


def _covered(starts: Addresses, ends: Addresses, places: Addresses) -> Counts:
    """How many bytes below each place are in one of the ranges, which are in order and do not overlap."""
    sums = np.concatenate([[0], np.cumsum((ends - starts).astype(np.int64))])
    at = np.searchsorted(starts, places)
    if not len(starts):
        return np.zeros(len(places), np.int64)
    last = ends[np.maximum(at - 1, 0)]
    beyond = np.where((at > 0) & (last > places), last - np.minimum(places, last), 0).astype(np.int64)
    covered: Counts = sums[at] - beyond
    return covered
