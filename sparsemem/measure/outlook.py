"""Looking into the memory of the running processes from outside, at a rate that their size decides."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.measure.program import Pace
from sparsemem.model import Moment
from sparsemem.outside.attach import open_source
from sparsemem.outside.ledger import make_reading


@dataclass(frozen=True, slots=True)
class OutsideLook:
    """What one look found; `seconds` since the start of the run, when it began."""

    pid: int
    seconds: float
    moment: Moment
    marks: tuple[int, int] | None = None
    """How far the record of a profiler was before and after it, in bytes; None where there is none."""


class Outlook:
    """A thread of ours that looks at each process that `living` names, at a pace, until it is stopped.
    Nothing is paused for it: what moves while it is read is torn, and the parts are estimates.
    """

    def __init__(
        self,
        living: Callable[[], list[int]],
        started: float,
        pace: Pace,
        mark: Callable[[], int] | None = None,
    ) -> None:
        self.looks: list[OutsideLook] = []
        self._living, self._started, self._pace, self._mark = living, started, pace, mark
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="outlook", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> list[OutsideLook]:
        """Stop, and return what was seen."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return self.looks

    def _work(self) -> None:
        pause = self._pace.least_pause_seconds
        while not self._stop.wait(pause):
            begun = time.monotonic()
            for pid in self._living():
                self._look(pid)
            rest = (time.monotonic() - begun) * (1 / self._pace.share - 1)
            pause = max(rest, self._pace.least_pause_seconds)

    def _look(self, pid: int) -> None:
        seconds = time.monotonic() - self._started
        before = self._mark() if self._mark else None
        try:
            moment = make_reading(open_source(pid)).moment
        except (InputError, OSError):
            return  # it is gone, or may not be looked at: the samples of its status remain
        if moment.rss_bytes:
            marks = None if before is None or self._mark is None else (before, self._mark())
            self.looks.append(OutsideLook(pid, seconds, moment, marks))
