"""Arenas that are resident as a whole: what is in all of them together is told by the process's own pymalloc.

It looks at each pool in a loop of C (`_PyObject_DebugMallocStats`); to read as many headers from outside takes ten
times as long. What it tells need not be resident, so the other arenas are read pool by pool, and taken from its sums.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.residency import Residency
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE, Arenas, PoolStatistics, group_arenas, sum_pools
from sparsemem.outside.pymalloc.pool_headers import HEADER, find_pools, parse_pools


@dataclass(frozen=True, slots=True)
class KnownArenas:
    """Arenas that were found, in the order of addresses."""

    ranges: Ranges = field(default_factory=lambda: Ranges.of([]))
    """As in `Arenas`."""
    number: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """As `Pools.arena_index`."""

    def __len__(self) -> int:
        return len(self.number)

    def select(self, which: NDArray[np.int64]) -> "KnownArenas":
        """Some of them, by their positions."""
        return KnownArenas(Ranges(self.ranges.starts[which], self.ranges.ends[which]), self.number[which])


@dataclass(frozen=True, slots=True)
class ArenasReading:
    """All arenas of a process: those that were read pool by pool, and those that were counted by pymalloc."""

    arenas: Arenas
    statistics: PoolStatistics
    """Of both."""
    counted: KnownArenas = field(default_factory=KnownArenas)
    """Wholly resident; what is in them are the statistics less what is in `arenas`."""


ArenasReader = Callable[[Memory, list[Region], Residency], ArenasReading]


def read_arenas(memory: Memory, regions: list[Region], residency: Residency) -> ArenasReading:
    """All arenas pool by pool."""
    arenas = group_arenas(find_pools(memory, regions, residency))
    return ArenasReading(arenas, sum_pools(arenas))


class CountedArenas:
    """Reads the arenas of one process for one ledger after the other, and has its pymalloc count what it can.

    An arena is counted where one was at the last reading, one header says that there is one still, and all its pages
    are resident. Where pymalloc does not tell of as many arenas as there are, as of one interpreter of several, all
    are read pool by pool.
    """

    def __init__(self, ask: Callable[[], PoolStatistics | None]) -> None:
        """`ask` has the process's pymalloc tell its totals; None where it has none."""
        self._ask = ask
        self._known = KnownArenas()

    def read(self, memory: Memory, regions: list[Region], residency: Residency) -> ArenasReading:
        """As `read_arenas`."""
        told = self._ask()
        reading = self._counted(told, memory, regions, residency) if told and len(self._known) else None
        reading = reading or read_arenas(memory, regions, residency)
        is_told = told is not None and told.arenas == len(reading.arenas) + len(reading.counted)
        self._known = _all_of(reading) if is_told else KnownArenas()
        return reading

    def _counted(
        self, told: PoolStatistics, memory: Memory, regions: list[Region], residency: Residency
    ) -> ArenasReading | None:
        """None where what is told cannot be of the arenas that are there."""
        whole = _still_whole(self._known, memory, residency)
        arenas = group_arenas(find_pools(memory, regions, residency, whole.ranges))
        return ArenasReading(arenas, told, whole) if _fits(told, arenas, whole) else None


def counted_sums(reading: ArenasReading) -> PoolStatistics:
    """What is in those arenas that were counted."""
    return reading.statistics.less(sum_pools(reading.arenas))


def _still_whole(known: KnownArenas, memory: Memory, residency: Residency) -> KnownArenas:
    """The known arenas that are there still, with all their pages.

    The last pool of one that seemed to have 63 can have been taken since.
    """
    starts, ends = known.ranges.starts, known.ranges.ends
    sizes = (ends - starts).astype(np.int64)
    may_be_larger = (sizes < ARENA_SIZE) & residency.resident(ends)
    known = known.select(np.flatnonzero((residency.between(starts, ends) == sizes) & ~may_be_larger))
    rows, readable = memory.gather(known.ranges.starts, HEADER)
    pools = parse_pools(known.ranges.starts[readable], rows[readable])
    at = np.searchsorted(known.ranges.starts, pools.addresses)
    return known.select(at[known.number[at] == pools.arena_index])


def _fits(told: PoolStatistics, arenas: Arenas, whole: KnownArenas) -> bool:
    """Whether what is told can be of these arenas."""
    rest, size = told.less(sum_pools(arenas)), int((whole.ranges.ends - whole.ranges.starts).sum())
    parts = (rest.live_bytes, rest.free_blocks_bytes, rest.header_bytes)
    return rest.arenas == len(whole) and min(parts) >= 0 and sum(parts) <= size


def _all_of(reading: ArenasReading) -> KnownArenas:
    arenas, counted = reading.arenas, reading.counted
    starts = np.concatenate([arenas.ranges.starts, counted.ranges.starts])
    ends = np.concatenate([arenas.ranges.ends, counted.ranges.ends])
    first = np.searchsorted(arenas.arena_of, np.arange(len(arenas)))
    number = np.concatenate([arenas.pools.arena_index[first], counted.number])
    return KnownArenas(Ranges(starts, ends), number).select(np.argsort(starts))
