"""Samples of a process tree, its ledger and its owners, by a thread of ours, within a share of one core."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psutil

from sparsemem.errors import SparsememError
from sparsemem.live.helper_process import ask_helper
from sparsemem.live.process_records import heap_of
from sparsemem.live.view.core_share import CoreShare
from sparsemem.live.view.descendant import renewed, seen_longest_ago
from sparsemem.live.view.looked_at import KEPT, LookedAt, Sample, grown
from sparsemem.measure.machine.memory_limits import memory_charge
from sparsemem.measure.moments.page_sharing import read_rollup
from sparsemem.measure.run.kernel_children import descendants_of
from sparsemem.measure.run.tree_member import read_status
from sparsemem.model.codec import encode
from sparsemem.outside import read_moment

Tell = Callable[[dict[str, Any]], object]


class Sampler:
    """Samples until it is stopped or the process has ended; `tell` gets each as a record."""

    def __init__(self, seen: LookedAt, every: float, tell: Tell) -> None:
        self.seen, self.every, self._tell = seen, every, tell
        self._share = CoreShare()
        self._pss: int | None = None
        self._is_descendants_turn = False
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
                self.seen.own_share = self._share.used
                self._stopped.wait(max(self.every - time.monotonic() + begun, 0.01))
        except (psutil.Error, OSError):
            pass
        except SparsememError as error:
            self.seen.trouble = str(error)
        self.seen.ended = not self._lives()

    def _turn(self) -> None:
        """What is due, the cheapest first."""
        if self._share.may("pss"):
            self._share.look("pss", self._read_pss)
        if self._share.may("ledger") or not self.seen.moments:
            self._share.look("ledger", self._read_next_ledger)
        self._sample()
        is_asked = self._asked.is_set()
        self.seen.seconds_to_owners = self._share.seconds_to_heap(self.seen.moment)
        if not self.seen.reads_owners and (is_asked or not self.seen.seconds_to_owners):
            self._asked.clear()
            self.seen.reads_owners = True
            _beside(lambda: self._read_heap_beside(is_asked))

    def _read_heap_beside(self, is_asked: bool) -> None:
        """It takes seconds, in which samples go on."""
        try:
            with self._share.look_at_heap(is_asked):
                self._read_heap()
        except (SparsememError, OSError) as error:
            if self._process.is_running():
                self.seen.trouble = str(error)
        finally:
            self.seen.reads_owners = False

    def _sample(self) -> None:
        sizes = {pid: _rss(pid) for pid in (self.seen.pid, *descendants_of(self.seen.pid))}
        own = sizes.pop(self.seen.pid)
        if not own:
            return  # one that ends has given its memory back before it is gone
        self.seen.descendants = renewed(self.seen.descendants, sizes)
        sample = Sample(self._share.seconds, own, self._pss, own + sum(sizes.values()), 1 + len(sizes))
        self.seen.samples = [*self.seen.samples[-KEPT + 1 :], sample]
        charge = memory_charge(self.seen.pid)
        if charge is not None:
            self.seen.limit_bytes, self.seen.charged_bytes = charge.limit_bytes, charge.used_bytes
        self._tell(encode(sample))

    def _read_pss(self) -> None:
        """The kernel goes through all pages for it."""
        self._pss = read_rollup(self.seen.pid).pss_bytes

    def _read_next_ledger(self) -> None:
        """That of the process itself and that of a descendant take turns, after two of its own: the first one can be
        of a program that just begins."""
        if self._is_descendants_turn and self.seen.descendants:
            self._read_descendant()
        else:
            self._read_ledger()
        self._is_descendants_turn = not self._is_descendants_turn and len(self.seen.moments) > 1

    def _read_descendant(self) -> None:
        due = seen_longest_ago(self.seen.descendants)
        looked = due.looked_at(self._share.seconds)
        self.seen.descendants = tuple(looked if member is due else member for member in self.seen.descendants)
        self._tell({"seconds": self._share.seconds, "descendant": encode(looked)})

    def _read_ledger(self) -> None:
        moment = read_moment(self.seen.pid)
        self.seen.moments = [*self.seen.moments[-KEPT + 1 :], (self._share.seconds, moment)]
        self._tell({"seconds": self._share.seconds, "moment": encode(moment)})

    def _read_heap(self) -> None:
        """By a helper, so that ours stays small and keys are answered meanwhile."""
        found = heap_of(ask_helper("heap", pid=self.seen.pid)).found
        if found is not None:
            self.seen.owners = grown(found, self.seen.heap)
            self.seen.heap, self.seen.heap_seconds = found, self._share.seconds
            self.seen.garbage = [*self.seen.garbage[-KEPT + 1 :], (self._share.seconds, found.garbage_bytes)]
            if self.seen.moments and found.garbage_bytes is not None:
                self._tell({"seconds": self._share.seconds, "heap": encode(found)})

    def _lives(self) -> bool:
        return self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE


def _beside(read: Callable[[], None]) -> None:
    """In a thread of its own."""
    threading.Thread(target=read, daemon=True).start()


def _rss(pid: int) -> int:
    status = read_status(pid)
    return (status.rss_bytes or 0) if status else 0
