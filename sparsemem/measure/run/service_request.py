"""A service that never ends by itself: after a time it is asked, by a signal, for its last moments in place."""

import os
import signal
from collections.abc import Mapping

IN_PLACE_SIGNAL = signal.SIGRTMAX - 1 if hasattr(signal, "SIGRTMAX") else 0
"""Asks a service for its last moments; a real-time signal that neither libc nor common programs use."""

_PATIENCE_SECONDS = 20.0
"""For an answer: a service may be inside a long call of C code, where no handler runs."""


class ServiceRequest:
    """The one request of a run; it is never made where `for_seconds` is None."""

    def __init__(self, for_seconds: float | None) -> None:
        self._for_seconds = for_seconds
        self._asked_at: float | None = None

    @property
    def is_made(self) -> bool:
        """Whether it was asked."""
        return self._asked_at is not None

    def make_when_due(self, now: float, pid: int) -> None:
        """Ask process `pid`, if `now`, in seconds since the start, is the time."""
        if self._for_seconds is not None and now > self._for_seconds and self._asked_at is None:
            self._asked_at = now
            os.kill(pid, IN_PLACE_SIGNAL)

    def is_answered(self, looks: Mapping[str, object]) -> bool:
        """Whether all that was asked for is there."""
        return self.is_made and "after_trim" in looks

    def is_in_vain(self, now: float) -> bool:
        """Whether the answer was waited for long enough."""
        return self._asked_at is not None and now - self._asked_at > _PATIENCE_SECONDS
