"""Which arena pymalloc keeps, of those that become wholly free.

It keeps its arenas in the order of their free pools and returns one that is wholly free, but the last in that order
(`insert_to_freepool` in Objects/obmalloc.c, bpo-37257). One that gets a free pool goes to the first place among those
that have as many; so the last one has the most free pools, and had them first.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.owners.shapley_shares import Integers

_NEVER = np.iinfo(np.int32).max


def find_kept_arena(survey: Survey, gone: Flags, order: NDArray[np.int32]) -> int | None:
    """The number of the arena that becomes wholly free and stays; None where there is none. `order` is when each of
    the nodes goes that are marked in `gone`; shapes (n,)."""
    pools = _Pools(survey, gone, order)
    emptied = np.flatnonzero(pools.last_free > 0)
    in_time: list[int] = emptied[np.argsort(pools.last_free[emptied], kind="stable")].tolist()
    return next((arena for arena in in_time if pools.is_last(arena)), None)


class _Pools:
    """The pools that have a node, and when the last one of each goes: 0 is now."""

    def __init__(self, survey: Survey, gone: Flags, order: NDArray[np.int32]) -> None:
        first, blocks = survey.graph.numbering.first, int(survey.graph.numbering.first[-1])
        is_used, times = np.diff(first) > 0, np.where(gone[:blocks], order[:blocks], _NEVER)
        if survey.collected is not None:
            times[survey.collected[:blocks]] = 0
        self._arenas = survey.arena_of[is_used]
        self._times = np.maximum.reduceat(times, first[:-1][is_used])
        self._counts: Integers = survey.graph.view.arenas.pool_counts
        latest = np.zeros(len(self._counts), np.int32)
        np.maximum.at(latest, self._arenas, self._times)
        self.last_free = np.where(latest == _NEVER, 0, latest)
        """When each arena becomes wholly free; 0 of those that are now, and of those that never do."""

    def is_last(self, arena: int) -> bool:
        """Whether one that becomes wholly free is the last in the order then."""
        end = self.last_free[arena]
        own = self._times[self._arenas == arena]
        before, needed = np.sort(own)[-2] if len(own) > 1 else 0, self._counts[arena] - 1
        # Those that became wholly free before it are gone.
        others = (self.last_free == 0) | (self.last_free >= end)
        others[arena] = False
        then, earlier = self._free(end)[others], self._free(before)[others]
        return not ((then > needed) | (earlier >= needed)).any()

    def _free(self, time: int) -> Integers:
        """The free pools of each arena then."""
        return self._counts - np.bincount(self._arenas[self._times > time], minlength=len(self._counts))
