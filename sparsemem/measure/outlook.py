"""Looking into the memory of the running processes from outside, at a rate that their size decides."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.measure.sharing import make_sharing, read_rollup
from sparsemem.model import Moment, Sharing
from sparsemem.outside.attach import open_source
from sparsemem.outside.ledger import make_reading
from sparsemem.procfs import Rollup

SHARE, MOST_SHARE = 0.02, 0.1
"""Of one core at most goes into looking at each process, and at all of them: after a look at one process that took
20 ms there is a second of rest, after one at a tree of five or more a fifth of that."""

_LEAST_PAUSE_SECONDS, _STEP_SECONDS = 0.05, 0.02
"""Between two looks at one process; and how often it is asked whether the next look is due, since processes come."""
_MOST_KEPT = 8
"""Looks at a process other than the root: the first ones, and the last."""


@dataclass(frozen=True, slots=True)
class OutsideLook:
    """What one look found; `seconds` since the start of the run, when it began."""

    pid: int
    seconds: float
    moment: Moment
    sharing: Sharing


class Outlook:
    """A thread of ours that looks at the processes that `living` names, the root first, until it is stopped.

    Nothing is paused for it: what moves while it is read is torn, and the parts are estimates. Whoever was never
    looked at comes first, because it may soon be gone; then the one that was not looked at for longest.
    """

    def __init__(self, living: Callable[[], list[int]], started: float) -> None:
        self._living, self._started = living, started
        self._looks: defaultdict[int, list[OutsideLook]] = defaultdict(list)
        self._tried: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="outlook", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> list[OutsideLook]:
        """Stop, and return what was seen, each process's looks in the order of time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return [look for looks in self._looks.values() for look in looks]

    def _work(self) -> None:
        used, ended = 0.0, time.monotonic()
        while not self._stop.wait(_STEP_SECONDS):
            living = self._living()
            if living and time.monotonic() - ended >= rest_seconds(used, len(living)):
                begun = time.thread_time()
                self._look(min(living, key=lambda pid: self._tried.get(pid, 0.0)), living)
                used, ended = time.thread_time() - begun, time.monotonic()

    def _look(self, pid: int, living: list[int]) -> None:
        self._tried[pid] = time.monotonic()
        seconds = self._tried[pid] - self._started
        try:
            reading = make_reading(open_source(pid))
            # A process that is alone shares nothing, and the kernel's sums are worth a look of their own.
            rollup = read_rollup(pid) if len(living) > 1 else Rollup(None, None, None)
        except (InputError, OSError):
            return  # it is gone, or may not be looked at: the samples of its status remain
        if reading.moment.rss_bytes:
            kept = self._looks[pid]
            if pid != living[0] and len(kept) == _MOST_KEPT:
                kept.pop()
            kept.append(OutsideLook(pid, seconds, reading.moment, make_sharing(reading, rollup, seconds)))


def rest_seconds(used: float, processes: int) -> float:
    """How long to rest after a look that took `used` seconds of processor time, in a tree of so many processes.

    The clock would not do: on a busy machine a look waits for its turn, and waiting takes nothing from anybody.
    """
    share = min(SHARE * processes, MOST_SHARE)
    return max(used * (1 / share - 1), _LEAST_PAUSE_SECONDS / processes)
