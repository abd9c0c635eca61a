"""An open descriptor of ours that a program may have closed without our knowing."""

import os
import select


class KnownDescriptor:
    """A descriptor, known again where the program has closed all descriptors and opened others since."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._identity = self._now()

    def is_open(self) -> bool:
        """Whether the descriptor still is ours."""
        return self._identity is not None and self._now() == self._identity

    def is_ready(self, seconds: float) -> bool:
        """Whether a pipe has something to read, or the end of all, within some seconds."""
        ready = select.poll()  # select(2) refuses a descriptor beyond 1,023
        ready.register(self.number, select.POLLIN)
        return bool(ready.poll(seconds * 1000))

    def close(self) -> None:
        """Only where it is still ours."""
        if self.is_open():
            os.close(self.number)
            self._identity = None

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.fstat(self.number)
        except OSError:
            return None
        return found.st_dev, found.st_ino
