"""Looking into the memory of the running processes from outside, at a rate that their size decides."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.model import Moment
from sparsemem.outside.attach import open_source
from sparsemem.outside.ledger import make_reading

_LEAST_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class OutsideLook:
    """What one look found; `seconds` since the start of the run, when it began."""

    pid: int
    seconds: float
    moment: Moment


class Outlook:
    """A thread of ours that looks at each process that `living` names, until it is stopped.

    At most the `share` of one core goes into looking: with 0.02, a look of 20 ms is followed by a second of rest.
    Nothing is paused for it: what moves while it is read is torn, and the parts are estimates.
    """

    def __init__(self, living: Callable[[], list[int]], started: float, share: float) -> None:
        self.looks: list[OutsideLook] = []
        self._living, self._started, self._share = living, started, share
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
        pause = _LEAST_PAUSE_SECONDS
        while not self._stop.wait(pause):
            begun = time.monotonic()
            for pid in self._living():
                self._look(pid)
            pause = max((time.monotonic() - begun) * (1 / self._share - 1), _LEAST_PAUSE_SECONDS)

    def _look(self, pid: int) -> None:
        seconds = time.monotonic() - self._started
        try:
            moment = make_reading(open_source(pid)).moment
        except (InputError, OSError):
            return  # it is gone, or may not be looked at: the samples of its status remain
        if moment.rss_bytes:
            self.looks.append(OutsideLook(pid, seconds, moment))
