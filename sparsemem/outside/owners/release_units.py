"""Release units: what an allocator can return only as a whole, the bytes that are free in it, and the nodes in it.

pymalloc returns arenas; malloc returns pages, for which see `page_units`. Where a collection is due, what it takes is
free memory already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.owners.shapley_shares import Integers
from sparsemem.outside.pymalloc.block_numbers import Numbers

_POOLS = 1 << 7
"""Pools whose nodes are looked at together."""


@dataclass(frozen=True, slots=True)
class PlacedNodes:
    """Some nodes of the graph and where they lie; an element of each array a node."""

    nodes: slice | Numbers
    units: Integers
    """The number of the release unit of each."""
    sizes: Integers
    """Bytes."""
    counted: bool
    """Whether they are counted here; a chunk that lies in two pages is counted in the first one only."""

    def only(self, chosen: Flags) -> "PlacedNodes":
        """Some of them."""
        numbers = np.arange(self.nodes.start, self.nodes.stop) if isinstance(self.nodes, slice) else self.nodes
        return PlacedNodes(numbers[chosen], self.units[chosen], self.sizes[chosen], self.counted)


class ReleaseUnits(Protocol):
    """Arenas, or pages, by number."""

    free: Integers
    """Resident free bytes of each."""

    def placed_nodes(self) -> Iterator[PlacedNodes]:
        """All nodes that lie in release units, batch by batch."""


def staying(survey: Survey, placed: Iterator[PlacedNodes]) -> Iterator[PlacedNodes]:
    """The same without what a collection that is due takes."""
    gone = survey.collected
    return placed if gone is None else (some.only(~gone[some.nodes]) for some in placed)


class ArenaUnits:
    """The arenas of pymalloc."""

    def __init__(self, survey: Survey) -> None:
        self._survey, self.free = survey, survey.census.free_bytes
        if survey.collected is not None:
            self.free = self.free.copy()
            for some in self._nodes():
                taken = some.only(survey.collected[some.nodes])
                np.add.at(self.free, taken.units, taken.sizes)

    def placed_nodes(self) -> Iterator[PlacedNodes]:
        """As in `ReleaseUnits`."""
        return staying(self._survey, self._nodes())

    def _nodes(self) -> Iterator[PlacedNodes]:
        numbering = self._survey.graph.numbering
        for first in range(0, len(numbering.pools), _POOLS):
            stop = min(first + _POOLS, len(numbering.pools))
            counts = np.diff(numbering.first[first : stop + 1])
            arenas = np.repeat(self._survey.arena_of[first:stop], counts)
            sizes = np.repeat(numbering.pools.block_size[first:stop].astype(np.int64), counts)
            nodes = slice(int(numbering.first[first]), int(numbering.first[stop]))
            yield PlacedNodes(nodes, arenas, sizes, counted=True)
