"""Samples of a process tree, its ledger and its owners, by a thread of ours, within a share of one core."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil

from sparsemem.errors import SparsememError
from sparsemem.live.helper_process import ask_helper
from sparsemem.live.process_records import heap_of
from sparsemem.live.view.descendant import renewed, seen_longest_ago
from sparsemem.live.view.looked_at import KEPT, LookedAt, Sample, grown
from sparsemem.measure.machine.memory_limits import memory_charge
from sparsemem.measure.moments.page_sharing import read_rollup
from sparsemem.measure.run.kernel_children import descendants_of
from sparsemem.measure.run.tree_member import read_status
from sparsemem.model.codec import encode
from sparsemem.outside import read_ledger

SHARE = 0.04
"""Of one core that all looks together may take; what draws takes the rest of the 5 % that are promised."""
_SECONDS_A_BYTE = 60e-9
"""Of processor time that a first look at owners takes at most, by the live heap: 17 s of 312 MB of small objects."""
_LEAST_HEAP_SECONDS = 1.5
"""That the helper takes to start, and to read next to nothing."""

Tell = Callable[[dict[str, Any]], object]


class Sampler:
    """Samples until it is stopped or the process has ended; `tell` gets each as a record."""

    def __init__(self, seen: LookedAt, every: float, tell: Tell) -> None:
        self.seen, self.every, self._tell = seen, every, tell
        self._began, self._spent_before = time.monotonic(), _spent()
        self._costs = {"ledger": 0.05, "pss": 0.0}
        self._spent_on_light = self._spent_on_asked = 0.0
        self._pss: int | None = None
        self._is_reading = self._is_descendants_turn = False
        self._stopped, self._asked = threading.Event(), threading.Event()
        self.paused = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._process = psutil.Process(seen.pid)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a look at owners that is under way is waited for a second only."""
        self._stopped.set()
        self._thread.join(1.0)

    def ask_for_owners(self) -> None:
        """Look at the owners as soon as can be, whatever it costs."""
        self._asked.set()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set() and self._lives():
                begun = time.monotonic()
                if not self.paused.is_set():
                    self._turn()
                self.seen.own_share = self._used() / max(self._seconds(), 1e-3)
                self._stopped.wait(max(self.every - time.monotonic() + begun, 0.01))
        except (psutil.Error, OSError):
            pass
        except SparsememError as error:
            self.seen.trouble = str(error)
        self.seen.ended = not self._lives()

    def _turn(self) -> None:
        """What is due, the cheapest first."""
        if self._may("pss"):
            self._look("pss", self._read_pss)
        self._sample()
        if self._may("ledger") or not self.seen.moments:
            self._look("ledger", self._read_next_ledger)
        is_asked = self._asked.is_set()
        if not self._is_reading and (is_asked or self._may_read_heap()):
            self._asked.clear()
            self._is_reading = True
            _beside(lambda: self._read_heap_beside(is_asked))

    def _read_heap_beside(self, is_asked: bool) -> None:
        """It takes seconds, in which samples go on; what a person asks for is not taken from our share."""
        before = _spent()
        try:
            self._read_heap()
        except (SparsememError, OSError) as error:
            if self._process.is_running():
                self.seen.trouble = str(error)
        finally:
            self._costs["heap"] = _spent() - before
            self._spent_on_asked += self._costs["heap"] if is_asked else 0.0
            self._is_reading = False

    def _look(self, name: str, read: Callable[[], None]) -> None:
        """A light one: in this thread, so that a heap that is read beside it does not count."""
        before = time.thread_time()
        read()
        self._costs[name] = time.thread_time() - before
        self._spent_on_light += self._costs[name]

    def _may(self, name: str) -> bool:
        """Whether a light look is due: they leave the half to the heap, which saves for a look of its own."""
        return self._spent_on_light + self._costs[name] <= SHARE / 2 * self._seconds()

    def _may_read_heap(self) -> bool:
        return self._used() - self._spent_on_asked + self._heap_cost() <= SHARE * self._seconds()

    def _heap_cost(self) -> float:
        live = self.seen.moment.live_bytes if self.seen.moment else None
        guess = max((live or 0) * _SECONDS_A_BYTE, _LEAST_HEAP_SECONDS)
        return self._costs.get("heap", guess)

    def _sample(self) -> None:
        sizes = {pid: _rss(pid) for pid in (self.seen.pid, *descendants_of(self.seen.pid))}
        own = sizes.pop(self.seen.pid)
        self.seen.descendants = renewed(self.seen.descendants, sizes)
        sample = Sample(self._seconds(), own, self._pss, own + sum(sizes.values()), 1 + len(sizes))
        self.seen.samples = [*self.seen.samples[-KEPT + 1 :], sample]
        charge = memory_charge(self.seen.pid)
        if charge is not None:
            self.seen.limit_bytes, self.seen.charged_bytes = charge.limit_bytes, charge.used_bytes
        self._tell(encode(sample))

    def _read_pss(self) -> None:
        """The kernel goes through all pages for it."""
        self._pss = read_rollup(self.seen.pid).pss_bytes

    def _read_next_ledger(self) -> None:
        """That of the process itself and that of a descendant take turns."""
        if self._is_descendants_turn and self.seen.descendants:
            self._read_descendant()
        else:
            self._read_ledger()
        self._is_descendants_turn = not self._is_descendants_turn

    def _read_descendant(self) -> None:
        due = seen_longest_ago(self.seen.descendants)
        looked = due.looked_at(self._seconds())
        self.seen.descendants = tuple(looked if member is due else member for member in self.seen.descendants)
        self._tell({"seconds": self._seconds(), "descendant": encode(looked)})

    def _read_ledger(self) -> None:
        moment = read_ledger(self.seen.pid).moment
        self.seen.moments = [*self.seen.moments[-KEPT + 1 :], (self._seconds(), moment)]
        self._tell({"seconds": self._seconds(), "moment": encode(moment)})

    def _read_heap(self) -> None:
        """By a helper, so that ours stays small and keys are answered meanwhile."""
        found = heap_of(ask_helper("heap", pid=self.seen.pid)).found
        if found is not None:
            self.seen.owners = grown(found, self.seen.heap)
            self.seen.heap, self.seen.heap_seconds = found, self._seconds()
            self.seen.garbage = [*self.seen.garbage[-KEPT + 1 :], (self._seconds(), found.garbage_bytes)]
            if self.seen.moments and found.garbage_bytes is not None:
                self._tell({"seconds": self._seconds(), "heap": encode(found)})

    def _lives(self) -> bool:
        return self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def _used(self) -> float:
        return _spent() - self._spent_before


def _beside(read: Callable[[], None]) -> None:
    """In a thread of its own."""
    threading.Thread(target=read, daemon=True).start()


def _spent() -> float:
    """Processor seconds of this process and of the helpers that it has waited for."""
    return sum(os.times()[:4])


def _rss(pid: int) -> int:
    status = read_status(pid)
    return (status.rss_bytes or 0) if status else 0
