"""What goes back to the system when some nodes go: the arenas and the pages in which nothing else is alive.

pymalloc returns an arena when its last block goes, but for one that may stay (`kept_arena`), malloc a page when no
chunk in use touches it (malloc_trim(0)), and a mapping of its own at once.
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.residency import PAGE
from sparsemem.outside.owners.kept_arena import find_kept_arena
from sparsemem.outside.owners.order_of_going import Dropped, order_of_going
from sparsemem.outside.owners.page_units import PageUnits
from sparsemem.outside.owners.release_units import ArenaUnits, ReleaseUnits
from sparsemem.outside.owners.shapley_shares import Integers
from sparsemem.outside.pymalloc.block_numbers import Numbers

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_BLOCK_BITS = np.uint64(12)
_FEW = 20
"""Arenas; of more it makes little difference whether one of them stays, and one mostly does."""


@dataclass(frozen=True, slots=True)
class _Emptied:
    """Release units by number."""

    units: Integers
    """Those in which nothing else is alive."""
    bytes: Integers
    """Of each unit, what of the nodes was counted in it."""


class ReturnOfNodes:
    """Asked of one survey as often as one likes."""

    def __init__(self, survey: Survey) -> None:
        """Nothing is asked yet."""
        self._survey, self._graph = survey, survey.graph
        self._arenas, self._pages = ArenaUnits(survey), PageUnits(survey)

    def bytes(self, nodes: Numbers, dropped: Dropped) -> int:
        """Resident bytes that go back with these nodes: objects, and what belongs to them. `dropped` is asked where
        it matters in which order they go."""
        gone = zeros(len(self._graph), np.bool_)
        gone[nodes] = True
        return self.bytes_of_marked(gone, dropped)

    def bytes_of_marked(self, gone: Flags, dropped: Dropped) -> int:
        """The same of those that are marked; shape (n,)."""
        arenas, pages = _emptied(self._arenas, gone), _emptied(self._pages, gone)
        of_arenas = self._of_arenas(arenas, gone, dropped) if len(arenas.units) else 0
        return of_arenas + PAGE * len(pages.units) + self._within_chunks(gone)

    def _of_arenas(self, emptied: _Emptied, gone: Flags, dropped: Dropped) -> int:
        """Bytes of the emptied arenas, except of the one that pymalloc keeps."""
        sizes = self._arenas.free[emptied.units] + emptied.bytes[emptied.units]
        if len(sizes) > _FEW:
            return int(sizes.sum() - np.median(sizes))
        kept = find_kept_arena(self._survey, gone, order_of_going(self._graph, gone, dropped()))
        return int(sizes[emptied.units != kept].sum())

    def _within_chunks(self, gone: Flags) -> int:
        """The resident pages that lie wholly in chunks, and chunks that are mappings of their own."""
        marks = gone[len(self._graph.numbering) :]
        return sum(self._within(chunks) for chunks in positions(len(marks), lambda here: marks[here]))

    def _within(self, chunks: Numbers) -> int:
        starts, ends = self._graph.starts[chunks], self._graph.ends(chunks)
        is_mapped = ~self._graph.heaps.contain(starts)
        # The page of a chunk's beginning and that of its end are counted as units, where it lies in a heap.
        first, last = starts >> _BLOCK_BITS, (ends - np.uint64(1)) >> _BLOCK_BITS
        first, last = np.where(is_mapped, first, first + np.uint64(1)), np.where(is_mapped, last + np.uint64(1), last)
        large = np.flatnonzero(last > first)
        return int(self._graph.view.residency.between(first[large] << _BLOCK_BITS, last[large] << _BLOCK_BITS).sum())


def _emptied(units: ReleaseUnits, gone: Flags) -> _Emptied:
    """The units in which some of the nodes are, and nothing else."""
    others, own = np.zeros(len(units.free), np.bool_), np.zeros(len(units.free), np.bool_)
    freed = np.zeros(len(units.free), np.int64)
    for some in units.placed_nodes():
        here = gone[some.nodes]
        others[some.units[~here]] = True
        own[some.units[here]] = True
        if some.counted:
            np.add.at(freed, some.units[here], some.sizes[here])
    return _Emptied(np.flatnonzero(own & ~others), freed)
