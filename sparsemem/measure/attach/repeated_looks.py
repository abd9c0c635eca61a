"""Looks at a running process, one after the other, until the time is over or somebody ends it."""

import time
from collections.abc import Callable
from time import time as clock_time

from sparsemem.errors import InputError
from sparsemem.outside import Reading, read_ledger
from sparsemem.units import format_seconds, format_size

LOOK_SECONDS = 1.0
"""From one look to the next, at least."""
_REST = 10
"""Times the processor time of a look that passes before the next: we take a tenth of one processor."""
_LOOKS, _FEWEST = 6, 4
"""As many looks are to fit into the time that was asked for, even at a higher cost. Where fewer than the second
number would, since each takes long, the time is exceeded: fewer cannot tell growth from fluctuation."""
_MOST_TIMES = 3
"""Of the time that was asked for, at most."""

_ONE_LOOK = "One look cannot tell whether it grows: --seconds 60 looks for a minute."
_ENDED = "The process ended while it was looked at: its last look is shown, and what pinned its memory is not known."

TimedReading = tuple[float, Reading]
"""Seconds since the first look, and what it found."""


class Looks:
    """One look after the other at a process."""

    def __init__(self, pid: int) -> None:
        """The first look. Raises InputError as `read_ledger` does."""
        self.unix_seconds = clock_time()
        """When the first look began, by the clock."""
        self._pid, self._started, begun = pid, time.monotonic(), time.process_time()
        self.readings: list[TimedReading] = [(0.0, read_ledger(pid))]
        self._first_seconds, self._cost = time.monotonic() - self._started, time.process_time() - begun
        self._took = self._first_seconds
        self._paused = 0.0
        self.interrupted = self.ended = False
        """Whether somebody asked for the end of the looks; whether the process ended meanwhile."""

    @property
    def last(self) -> Reading:
        """What the last look found."""
        return self.readings[-1][1]

    def begin_again(self) -> None:
        """The time to look for begins now. What passed since the first look stays part of each look's moment."""
        begins = time.monotonic() - self._first_seconds
        self._paused += begins - self._started
        self._started = begins

    def go_on(self, seconds: float, tell: Callable[[str], None] = lambda step: None) -> list[str]:
        """Looks about once a second until so much time is over, the process ends, or Ctrl-C; what is to be said.

        `tell` is called before each look with what the last one saw.
        """
        try:
            while self._passed + (rest := self._rest(seconds)) <= self._until(seconds):
                left = format_seconds(max(seconds - self._passed, 0.0))
                tell(f"RSS {format_size(self.last.moment.rss_bytes)}, {left} to go")
                time.sleep(rest)
                self._look()
        except KeyboardInterrupt:
            self.interrupted = True
        except InputError:
            self.ended = True
            return [_ENDED]
        return [_ONE_LOOK] if len(self.readings) == 1 else []

    @property
    def _passed(self) -> float:
        return time.monotonic() - self._started

    def _until(self, seconds: float) -> float:
        """When the last look begins, at the latest. Less time than a few cheap looks take is meant as it is."""
        is_short = seconds < _FEWEST * LOOK_SECONDS
        return seconds if is_short or len(self.readings) >= _FEWEST else _MOST_TIMES * seconds

    def _rest(self, seconds: float) -> float:
        """How long to wait before the next of the looks that so many seconds are for: less where looks take long."""
        return max(LOOK_SECONDS - self._took, min(_REST * self._cost, seconds / _LOOKS - self._took), 0.0)

    def _look(self) -> None:
        begun, since = time.process_time(), time.monotonic()
        self.readings.append((since - self._started + self._paused, read_ledger(self._pid)))
        self._cost, self._took = time.process_time() - begun, time.monotonic() - since
