"""How much one collection of a running program freed at the most, and how long that took, by its counters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sparsemem.measure.moments.collector_counters import Counters, Reader
from sparsemem.model import Collections


class CollectorCounts:
    """Notes what changed between one look at the counters and the next."""

    def __init__(self, find: Callable[[int], Reader | None], is_stopped: Callable[[], bool] = lambda: False) -> None:
        """`find` finds the counters of a process; while it is stopped at a moment, its collector is off by our own
        doing, and it is not looked at."""
        self._find, self._is_stopped = find, is_stopped
        self._read: Reader | None = None
        self._pid: int | None = None
        self._first: Counters | None = None
        self._last: Counters | None = None
        self._most, self._seconds, self._enabled = 0, 0.0, True
        self._work, self._took = _Work(), (0.0, 0.0)

    def look(self, pid: int, seconds: float) -> None:
        """Look at a process, so many seconds after the start of the run."""
        if pid != self._pid:
            self._pid, self._read = pid, self._find(pid)
        now = self._read() if self._read is not None else None
        if now is None or self._is_stopped():
            return
        before, self._last = self._last, now
        # Just before a moment it is off already: of two looks one at most can fall into that time.
        self._enabled = now.enabled or (before is not None and before.enabled)
        took = self._work.note(
            seconds, now.is_collecting, before is not None and before.collections != now.collections
        )
        if before is None:
            self._first = now
            return
        most = most_freed(before, now)
        if most > self._most:
            self._most, self._seconds, self._took = most, seconds, took

    @property
    def reader(self) -> Reader | None:
        """What reads the counters of the process that is looked at; None where they were not found, or not yet."""
        return self._read

    def record(self) -> Collections | None:
        """All that was seen; None where there were less than two looks."""
        if self._first is None or self._last is None or self._first is self._last:
            return None
        first, last = self._first, self._last
        return Collections(
            collections=sum(last.collections) - sum(first.collections),
            objects=sum(last.collected) - sum(first.collected),
            most_objects=self._most,
            seconds=self._seconds,
            enabled=self._enabled,
            took_low_seconds=self._took[0],
            took_high_seconds=self._took[1],
        )


@dataclass(slots=True)
class _Work:
    """How long collections take, by looks at whether one is at work; seconds since the start of the run."""

    idle: float | None = None
    """The last look before the one that is at work; the last of all where none is."""
    first: float | None = None
    """The first look that found it at work."""
    last: float = 0.0
    """The last look."""

    def note(self, now: float, is_collecting: bool, has_ended: bool) -> tuple[float, float]:
        """How long the collection took that has ended since the last look, at least and at most."""
        took = (
            0.0 if self.first is None else self.last - self.first,
            now - (now if self.idle is None else self.idle),
        )
        if has_ended or not is_collecting:
            self.idle, self.first = (self.last if is_collecting else now), None
        if is_collecting and self.first is None:
            self.first = now
        self.last = now
        return took


def most_freed(before: Counters, after: Counters) -> int:
    """Objects that one collection freed between two looks, at least: the most of the generations' means."""
    collections = _less(after.collections, before.collections)
    objects = _less(after.collected, before.collected)
    return max((freed // count for freed, count in zip(objects, collections, strict=True) if count > 0), default=0)


def _less(after: Sequence[int], before: Sequence[int]) -> list[int]:
    return [last - first for first, last in zip(before, after, strict=True)]
