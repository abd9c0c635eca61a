"""Looking into the memory of the running processes from outside, at a rate that their size decides."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.measure.moments.collector_counters import Reader, find_counters
from sparsemem.measure.moments.memory_readers import load_readers, read_running
from sparsemem.measure.moments.page_sharing import make_sharing, read_rollup
from sparsemem.measure.program.conditions import USUAL_PACE, Pace
from sparsemem.measure.run.collector_counts import CollectorCounts
from sparsemem.measure.run.worker_garbage import WorkerGarbage
from sparsemem.model import Collections, Garbage, Moment, Sharing
from sparsemem.procfs import Rollup

_STEP_SECONDS = 0.02
"""How often it is asked whether the next look is due, since processes come."""
_GROWN_SHARE, _GROWN_BYTES, _HURRY = 1.25, 5 << 20, 4
"""A process whose RSS has grown by both since it was looked at comes first, and so many times sooner: a worker may be
gone before its turn, and a peak over before it was seen. From 10 MB to 1 GB these are twenty looks."""
_YOUNG_SECONDS, _REST_OF_YOUNG, _LEAST_REST_SECONDS = 2.0, 0.25, 0.05
"""Until so long after the first look the rest is that share of the time since then at most: the program may soon be
over, and the first look costs more than those that follow it."""
_MOST_KEPT = 8
"""Looks at a process other than the root: the first ones, and the last."""


@dataclass(frozen=True, slots=True)
class OutsideLook:
    """What one look found; `seconds` since the start of the run, when it began."""

    pid: int
    seconds: float
    moment: Moment
    sharing: Sharing
    marks: tuple[int, int] | None = None
    """How far the record of a profiler was before and after it, in bytes; None where there is none."""


WaitsIn = Callable[[int, float, Moment], Garbage | None]
"""Tells what waits for the collector in a process, if it is time for that; as in `WorkerGarbage`."""


class Outlook:
    """A thread of ours that looks at the processes that `living` names, the root first, until it is stopped.

    Nothing is paused for it: what moves while it is read is torn, and the parts are estimates. A process that was
    never looked at comes first, because it may soon be gone; then one that has grown since; then the one that was not
    looked at for longest. `rss_bytes` tells the RSS of a process, as far as it is known, and
    `is_stopped` whether the root waits at a moment; `finds_garbage` has those beside the root looked at for garbage.
    """

    def __init__(
        self,
        living: Callable[[], list[int]],
        started: float,
        pace: Pace = USUAL_PACE,
        mark: Callable[[], int] | None = None,
        rss_bytes: Callable[[int], int] = lambda pid: 0,
        is_stopped: Callable[[], bool] = lambda: False,
        finds_garbage: bool = False,
    ) -> None:
        self._living, self._started, self._pace, self._mark = living, started, pace, mark
        self._looks: defaultdict[int, list[OutsideLook]] = defaultdict(list)
        self._tried: dict[int, float] = {}
        self._rss_bytes, self._rss_then = rss_bytes, defaultdict[int, int](int)
        self._counts = CollectorCounts(find_counters, is_stopped)
        self.waiting = WorkerGarbage(finds_garbage)
        self._began = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="outlook", daemon=True)
        # Here, and not in the thread: an interrupt that meets two threads in an import can leave a lock behind.
        load_readers()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> list[OutsideLook]:
        """Stop, and return what was seen, each process's looks in the order of time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return [look for looks in self._looks.values() for look in looks]

    def look_now(self, pid: int) -> None:
        """Look at a process that is about to be stopped; the thread is done."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._look(pid, [pid])

    def look_at_workers(self) -> None:
        """Look at all processes but the root, which waits at its end, for the last time; the thread is done."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        living = self._living()
        self.waiting.begin_end()
        for pid in living[1:]:
            self._look(pid, living, self.waiting.look_at_end)

    @property
    def collections(self) -> Collections | None:
        """What the collector of the root process did while it was looked at."""
        return self._counts.record()

    @property
    def counter_reader(self) -> Reader | None:
        """What reads the counters of the root's collector, as far as they were found."""
        return self._counts.reader

    def _work(self) -> None:
        used, ended = 0.0, time.monotonic()
        while not self._stop.wait(_STEP_SECONDS):
            living = self._living()
            if living:
                self._counts.look(living[0], time.monotonic() - self._started)
            grown = {pid for pid in living if self._has_grown(pid)}
            if living and time.monotonic() - ended >= self._rest(used, living, grown):
                begun = time.thread_time()
                self._began = self._began or time.monotonic()
                apart = self.waiting.used_seconds
                self._look(min(living, key=lambda pid: self._turn(pid, grown)), living, self.waiting.look)
                used = time.thread_time() - begun - (self.waiting.used_seconds - apart)
                ended = time.monotonic()

    def _rest(self, used: float, living: list[int], grown: set[int]) -> float:
        rest = rest_seconds(used, len(living), self._pace) / (_HURRY if grown else 1)
        age = time.monotonic() - self._began
        return rest if age > _YOUNG_SECONDS else min(rest, max(_REST_OF_YOUNG * age, _LEAST_REST_SECONDS))

    def _has_grown(self, pid: int) -> bool:
        then, now = self._rss_then[pid], self._rss_bytes(pid)
        return now >= _GROWN_SHARE * then and now - then >= _GROWN_BYTES

    def _turn(self, pid: int, grown: set[int]) -> tuple[bool, bool, float]:
        """The process with the least of it comes next."""
        return pid in self._tried, pid not in grown, self._tried.get(pid, 0.0)

    def _look(self, pid: int, living: list[int], wait: WaitsIn = lambda pid, seconds, moment: None) -> None:
        self._tried[pid], self._rss_then[pid] = time.monotonic(), self._rss_bytes(pid)
        seconds = self._tried[pid] - self._started
        before = self._mark() if self._mark else None
        try:
            reading = read_running(pid)
            # A process that is alone shares nothing, and the kernel's sums are worth a look of their own.
            rollup = read_rollup(pid) if len(living) > 1 else Rollup(None, None, None)
        except (InputError, OSError):
            return  # it is gone, or may not be looked at: the samples of its status remain
        if reading.moment.rss_bytes:
            garbage = wait(pid, seconds, reading.moment) if pid != living[0] else None
            moment = reading.moment.with_garbage(garbage)
            kept = self._looks[pid]
            if pid != living[0] and len(kept) == _MOST_KEPT:
                kept.pop()
            marks = None if before is None or self._mark is None else (before, self._mark())
            kept.append(OutsideLook(pid, seconds, moment, make_sharing(reading, rollup, seconds), marks))


def rest_seconds(used: float, processes: int, pace: Pace = USUAL_PACE) -> float:
    """How long to rest after a look that took `used` seconds of processor time, in a tree of so many processes.

    The clock would not do: on a busy machine a look waits for its turn, and waiting takes nothing from anybody.
    """
    share = min(pace.share * processes, pace.most_share)
    return max(used * (1 / share - 1), pace.least_pause_seconds / processes)
