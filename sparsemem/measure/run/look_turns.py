"""Which process is to be looked at next, and how long to rest before it."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from sparsemem.measure.program.conditions import USUAL_PACE, Pace

_GROWN_SHARE, _GROWN_BYTES, _HURRY = 1.25, 5 << 20, 4
"""A process whose RSS has grown by both since it was looked at comes first, and so many times sooner: a worker may be
gone before its turn, and a peak over before it was seen. From 10 MB to 1 GB these are twenty looks."""
_YOUNG_SECONDS, _REST_OF_YOUNG, _LEAST_REST_SECONDS = 2.0, 0.25, 0.05
"""Until so long after the first look the rest is that share of the time since then at most: the program may soon be
over, and the first look costs more than those that follow it."""


class LookTurns:
    """A process that was never looked at comes first, because it may soon be gone; then one that has grown since;
    then the one that was not looked at for longest. `rss_bytes` tells the RSS of a process, as far as it is known."""

    def __init__(self, rss_bytes: Callable[[int], int], pace: Pace = USUAL_PACE) -> None:
        self._rss_bytes, self._pace, self._began = rss_bytes, pace, 0.0
        self._tried: dict[int, float] = {}
        self._rss_then = defaultdict[int, int](int)

    def note(self, pid: int, seconds: float) -> None:
        """A process is looked at, at that time of the monotonic clock."""
        self._began = self._began or seconds
        self._tried[pid], self._rss_then[pid] = seconds, self._rss_bytes(pid)

    def grown(self, living: Sequence[int]) -> frozenset[int]:
        """Those of the processes that have grown since they were looked at."""
        return frozenset(pid for pid in living if self.has_grown(pid))

    def has_grown(self, pid: int) -> bool:
        """Whether it is worth a look before its turn."""
        then, now = self._rss_then[pid], self._rss_bytes(pid)
        return now >= _GROWN_SHARE * then and now - then >= _GROWN_BYTES

    def next_of(self, living: Sequence[int], grown: Collection[int]) -> int:
        """The process whose turn it is."""
        return min(living, key=lambda pid: (pid in self._tried, pid not in grown, self._tried.get(pid, 0.0)))

    def rest(self, used: float, living: Sequence[int], grown: Collection[int]) -> float:
        """Seconds to rest after a look that took `used` seconds of processor time."""
        rest = rest_seconds(used, len(living), self._pace) / (_HURRY if grown else 1)
        age = time.monotonic() - self._began
        return rest if age > _YOUNG_SECONDS else min(rest, max(_REST_OF_YOUNG * age, _LEAST_REST_SECONDS))


def rest_seconds(used: float, processes: int, pace: Pace = USUAL_PACE) -> float:
    """How long to rest after a look that took `used` seconds of processor time, in a tree of so many processes.

    The clock would not do: on a busy machine a look waits for its turn, and waiting takes nothing from anybody.
    """
    share = min(pace.share * processes, pace.most_share)
    return max(used * (1 / share - 1), pace.least_pause_seconds / processes)
