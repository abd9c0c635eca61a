"""Release units: what an allocator can return only as a whole, the bytes that are free in it, and the nodes in it.

pymalloc returns arenas; malloc returns pages, for which see `page_units`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.owners.shapley_shares import Integers

_POOLS = 1 << 7
"""Pools whose nodes are looked at together."""


@dataclass(frozen=True, slots=True)
class PlacedNodes:
    """Some nodes of the graph and where they lie; an element of each array a node."""

    nodes: slice
    units: Integers
    """The number of the release unit of each."""
    sizes: Integers
    """Bytes."""
    counted: bool
    """Whether they are counted here; a chunk that lies in two pages is counted in the first one only."""


class ReleaseUnits(Protocol):
    """Arenas, or pages, by number."""

    free: Integers
    """Resident free bytes of each."""

    def placed_nodes(self) -> Iterator[PlacedNodes]:
        """All nodes that lie in release units, batch by batch."""


class ArenaUnits:
    """The arenas of pymalloc."""

    def __init__(self, survey: Survey) -> None:
        self._survey, self.free = survey, survey.census.free_bytes

    def placed_nodes(self) -> Iterator[PlacedNodes]:
        """As in `ReleaseUnits`."""
        numbering = self._survey.graph.numbering
        for first in range(0, len(numbering.pools), _POOLS):
            stop = min(first + _POOLS, len(numbering.pools))
            counts = np.diff(numbering.first[first : stop + 1])
            arenas = np.repeat(self._survey.arena_of[first:stop], counts)
            sizes = np.repeat(numbering.pools.block_size[first:stop].astype(np.int64), counts)
            nodes = slice(int(numbering.first[first]), int(numbering.first[stop]))
            yield PlacedNodes(nodes, arenas, sizes, counted=True)
