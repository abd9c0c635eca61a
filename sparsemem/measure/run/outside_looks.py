"""Looking into the memory of the running processes from outside, at a rate that their size decides."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from sparsemem.errors import InputError
from sparsemem.measure.moments.collector_counters import Reader, find_counters
from sparsemem.measure.moments.memory_readers import load_readers, read_running
from sparsemem.measure.moments.page_sharing import make_sharing, read_rollup
from sparsemem.measure.moments.postbox import Leaver
from sparsemem.measure.program.conditions import USUAL_PACE, Pace
from sparsemem.measure.run.collector_counts import CollectorCounts
from sparsemem.measure.run.look_turns import LookTurns
from sparsemem.measure.run.looked_run import LookedRun
from sparsemem.measure.run.outside_look import OutsideLook
from sparsemem.measure.run.tree_member import cpu_seconds
from sparsemem.measure.run.worker_garbage import WorkerGarbage
from sparsemem.model import Collections, Garbage, Moment
from sparsemem.procfs import Rollup

_STEP_SECONDS = 0.02
"""How often it is asked whether the next look is due, since processes come."""
_IDLE_SHARE = 0.2
"""A root that used less of a core meanwhile waited."""
_MOST_KEPT = 8
"""Looks at a process other than the root: the first ones, and the last."""


WaitsIn = Callable[[int, float, Moment], Garbage | None]
"""Tells what waits for the collector in a process, if it is time for that; as in `WorkerGarbage`."""


class Outlook:
    """A thread of ours that looks at the processes of a run until it is stopped.

    Nothing is paused for it: what moves while it is read is torn, and the parts are estimates.
    """

    def __init__(self, run: LookedRun, pace: Pace = USUAL_PACE) -> None:
        self._run, self._turns = run, LookTurns(run.rss_bytes, pace)
        self._looks: defaultdict[int, list[OutsideLook]] = defaultdict(list)
        self._counts = CollectorCounts(find_counters, run.is_stopped)
        self.waiting = WorkerGarbage(run.finds_garbage)
        self.held_seconds = 0.0
        """How long the root waited for processes that were looked at before they ended."""
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
        living = self._run.living()
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
            living = self._run.living()
            for leaver in self._run.leaving():
                self._look_at_leaver(leaver, living)
            if living:
                self._counts.look(living[0], time.monotonic() - self._run.started)
            grown = self._turns.grown(living)
            if living and time.monotonic() - ended >= self._turns.rest(used, living, grown):
                begun, apart = time.thread_time(), self.waiting.used_seconds
                self._look(self._turns.next_of(living, grown), living, self.waiting.look)
                used = time.thread_time() - begun - (self.waiting.used_seconds - apart)
                ended = time.monotonic()

    def _look_at_leaver(self, leaver: Leaver, living: list[int]) -> None:
        def wait(pid: int, seconds: float, moment: Moment) -> Garbage | None:
            return self.waiting.look_at_leaver(pid, seconds, moment, leaver.has_its_collector)

        root = living[0] if living else leaver.pid
        begun, busy = time.monotonic(), cpu_seconds(root)
        try:
            if leaver.pid != root:
                self._look(leaver.pid, [root, leaver.pid], wait)
        finally:
            self._run.let_go(leaver)
        took = time.monotonic() - begun
        if cpu_seconds(root) - busy < _IDLE_SHARE * took:
            self.held_seconds += took

    def _look(self, pid: int, living: list[int], wait: WaitsIn = lambda pid, seconds, moment: None) -> None:
        begun, mark = time.monotonic(), self._run.mark
        self._turns.note(pid, begun)
        seconds = begun - self._run.started
        before = mark() if mark else None
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
            marks = None if before is None or mark is None else (before, mark())
            kept.append(OutsideLook(pid, seconds, moment, make_sharing(reading, rollup, seconds), marks))
