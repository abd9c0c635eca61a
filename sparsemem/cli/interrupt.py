"""A request to end, treated as Ctrl-C is: stop the program, report what there is."""

import signal
from types import FrameType

# Windows has the first only.
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interruptible:
    """While it is entered, SIGTERM and SIGHUP raise KeyboardInterrupt."""

    def __enter__(self) -> None:
        self._old = [signal.signal(number, _interrupt) for number in _SIGNALS]

    def __exit__(self, *exception: object) -> None:
        for number, old in zip(_SIGNALS, self._old, strict=True):
            signal.signal(number, old)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
