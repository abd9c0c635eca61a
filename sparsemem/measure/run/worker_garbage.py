"""What waits for the collector in the processes beside the root of a run, their caches, who holds their live heap and
who keeps their free memory: read while they run, and at its end.

A worker is not stopped for it. One that leaves in a way that the probe hears of waits for its last look; of another
one nobody knows when it ends, and the last look before that stands for its end. Such a look takes far longer than one
at a ledger, and has a share of the processor of its own.
"""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sparsemem.measure.moments.memory_readers import read_worker
from sparsemem.model import Garbage, Moment
from sparsemem.units import MB

if TYPE_CHECKING:
    from sparsemem.outside.worker_reading import WorkerReading

LEAST_BYTES = 10 * MB
"""Of anonymous memory: in a smaller process no garbage is worth a warning."""
MOST_BYTES = 200 * MB
"""Of live heap, for a look at a process that runs: some two million objects, which take four seconds or so."""
_SHARE = 0.05
"""Of one core at most goes into this for each process."""
_STEADY, _YOUNG_SECONDS = 1.05, 10.0
"""A process that has grown by more since it was looked at is not done, and while such a look takes its time nobody
sees what it comes to; one that goes on longer than that is looked at all the same."""
_MOST_SECONDS_AT_END = 30.0
"""Of processor time for all that still live then, while the root waits."""
_MOST_SECONDS_OF_LEAVERS = 20.0
"""Of processor time for all that wait to end."""


@dataclass(slots=True)
class WorkerGarbage:
    """The last look at each process; `is_asked` is whether to look at all."""

    is_asked: bool
    found: dict[int, tuple[float, Garbage]] = field(default_factory=dict)
    """By process: seconds since the start of the run, and what waited then."""
    readings: "dict[int, WorkerReading]" = field(default_factory=dict)
    """By process, what was last told of each part."""
    used_seconds: float = 0.0
    """Processor time that went into it."""
    _leavers_seconds: float = 0.0
    """The part of it that went into those that waited for it to end."""
    _due: dict[int, float] = field(default_factory=dict)
    """By process, when the next look may begin, by the monotonic clock."""
    _seen: dict[int, tuple[float, int]] = field(default_factory=dict)
    """By process, when its ledger was first looked at, since the start of the run, and its RSS at the last time."""
    _until: float = 0.0
    """How much processor time may be used in all, at the end."""

    def look(self, pid: int, seconds: float, moment: Moment) -> Garbage | None:
        """Look if it is time to; `moment` is what the look at its ledger, so many seconds after the start, found."""
        live, is_settled = moment.live_bytes, self._is_settled(pid, seconds, moment.rss_bytes)
        if not is_settled or live is None or live > MOST_BYTES or time.monotonic() < self._due.get(pid, 0.0):
            return None
        used = self.used_seconds
        garbage = self._read(pid, seconds, moment)
        self._due[pid] = time.monotonic() + (self.used_seconds - used) / _SHARE
        return garbage

    def _is_settled(self, pid: int, seconds: float, rss_bytes: int) -> bool:
        first, before = self._seen.get(pid, (seconds, 0))
        self._seen[pid] = first, rss_bytes
        return rss_bytes <= _STEADY * before or seconds - first >= _YOUNG_SECONDS

    def look_at_end(self, pid: int, seconds: float, moment: Moment) -> Garbage | None:
        """Look at a process that lives when the root has ended, as long as that does not take too long."""
        return self._read(pid, seconds, moment) if self.used_seconds < self._until else None

    def look_at_leaver(self, pid: int, seconds: float, moment: Moment, has_its_collector: bool) -> Garbage | None:
        """Look at a process that waits to end, as long as all of them have not taken too long."""
        if self._leavers_seconds > _MOST_SECONDS_OF_LEAVERS or (moment.live_bytes or 0) > MOST_BYTES:
            return None
        used = self.used_seconds
        garbage = self._read(pid, seconds, moment, is_stopped=not has_its_collector)
        self._leavers_seconds += self.used_seconds - used
        return garbage

    def begin_end(self) -> None:
        """From now on what is used counts for the end."""
        self._until = self.used_seconds + _MOST_SECONDS_AT_END

    def _read(self, pid: int, seconds: float, moment: Moment, is_stopped: bool = False) -> Garbage | None:
        if not self.is_asked or (moment.anonymous_bytes or 0) < LEAST_BYTES:
            return None
        begun = time.thread_time()
        found = read_worker(pid, is_stopped, _free_bytes(moment) >= LEAST_BYTES)
        self.readings[pid] = found.over(self.readings.get(pid))
        self.used_seconds += time.thread_time() - begun
        if found.garbage is not None:
            self.found[pid] = (seconds, found.garbage)
        return found.garbage


def _free_bytes(moment: Moment) -> int:
    """What the allocators hold and nobody uses."""
    ledger = moment.ledger
    if ledger is None:
        return 0
    parts = (ledger.python_free_blocks_bytes, ledger.python_free_pools_bytes, ledger.malloc_free_bytes)
    return sum(part or 0 for part in parts)
