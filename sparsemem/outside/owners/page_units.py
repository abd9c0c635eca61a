"""The pages of malloc's heaps as release units.

malloc returns a page only when no chunk in use touches it; what is free in pages without anything alive in them is
what malloc_trim(0) returns.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.graph.chunk_nodes import HEADER, OVERLAP
from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.owners.release_units import PlacedNodes, staying
from sparsemem.outside.owners.shapley_shares import Integers

_CHUNKS = 1 << 16
"""Chunks that are looked at together."""
_PAGES = 1 << 15
_PAGE_BITS = 12


class PageUnits:
    """The pages of malloc's heaps, numbered heap by heap in the order of addresses."""

    def __init__(self, survey: Survey) -> None:
        self._survey, self._blocks = survey, len(survey.graph.numbering)
        heaps = survey.graph.heaps
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
        bounds = self._survey.graph.heaps.starts[heap], self._survey.graph.heaps.ends[heap]
        first, stop = np.searchsorted(self._survey.graph.starts, np.array(bounds)).tolist()
        return first, stop

    def _chunk_ranges(self, first: int, stop: int) -> Ranges:
        """Where chunks begin and end, headers included."""
        graph = self._survey.graph
        here = slice(first, stop)
        return Ranges(graph.starts[here] - np.uint64(HEADER), graph.ends(here) - np.uint64(OVERLAP))

    def _staying_ranges(self, first: int, stop: int) -> Ranges:
        """Of those alone that no collection is due to take."""
        ranges, gone, blocks = self._chunk_ranges(first, stop), self._survey.collected, self._blocks
        if gone is None:
            return ranges
        stays = ~gone[blocks + first : blocks + stop]
        return Ranges(ranges.starts[stays], ranges.ends[stays])

    def _free(self, heap: int, first: int, stop: int) -> Integers:
        """What is resident and free of some of a heap's pages, by their numbers."""
        low, high = int(self._survey.graph.heaps.starts[heap]), int(self._survey.graph.heaps.ends[heap])
        base = low // PAGE - int(self._first[heap])
        pages = np.arange(base + first, base + stop, dtype=np.uint64) * np.uint64(PAGE)
        resident = self._survey.graph.view.residency.resident(pages)
        edges = np.clip(np.append(pages, pages[-1:] + np.uint64(PAGE)), low, high)
        # The chunk that reaches into the first page begins before it, and its header before its content.
        begin, end = np.searchsorted(self._survey.graph.starts, edges[[0, -1]] + np.uint64(HEADER)).tolist()
        begin, end = (int(np.clip(at, *self._chunks(heap))) for at in (begin - 1, end))
        live = np.diff(self._staying_ranges(begin, end).bytes_below(edges))
        return np.where(resident, np.maximum(np.diff(edges).astype(np.int64) - live, 0), 0)

    def placed_nodes(self) -> Iterator[PlacedNodes]:
        """As in `ReleaseUnits`."""
        return staying(self._survey, self._nodes())

    def _nodes(self) -> Iterator[PlacedNodes]:
        for heap in range(len(self._survey.graph.heaps)):
            begin, end = self._chunks(heap)
            for first in range(begin, end, _CHUNKS):
                yield from self._nodes_of(heap, first, min(first + _CHUNKS, end))

    def _nodes_of(self, heap: int, first: int, stop: int) -> Iterator[PlacedNodes]:
        chunks = self._chunk_ranges(first, stop)
        sizes = (chunks.ends - chunks.starts).astype(np.int64)
        before = self._first[heap] - (int(self._survey.graph.heaps.starts[heap]) >> _PAGE_BITS)
        nodes = slice(self._blocks + first, self._blocks + stop)
        for place, counted in ((chunks.starts, True), (chunks.ends - np.uint64(1), False)):
            # The walk of a heap that changes meanwhile can leave it.
            units = np.clip((place >> np.uint64(_PAGE_BITS)).astype(np.int64) + before, *self._limits(heap))
            yield PlacedNodes(nodes, units, sizes, counted)

    def _limits(self, heap: int) -> tuple[int, int]:
        return int(self._first[heap]), int(self._first[heap + 1]) - 1
