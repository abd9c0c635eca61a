"""One end of a pipe that a program may have closed without our knowing."""

import os
import select


class KnownPipe:
    """One end of a pipe, known again where the program has closed all descriptors and opened others since."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._identity = self._now()

    def is_open(self) -> bool:
        """Whether the descriptor still is that of the pipe."""
        return self._identity is not None and self._now() == self._identity

    def is_ready(self, seconds: float) -> bool:
        """Whether there is something to read, or the end of all, within some seconds."""
        return bool(select.select([self.number], [], [], seconds)[0])

    def close(self) -> None:
        """Only where it is still the pipe."""
        if self.is_open():
            os.close(self.number)
            self._identity = None

    def _now(self) -> tuple[int, int] | None:
        try:
            found = os.fstat(self.number)
        except OSError:
            return None
        return found.st_dev, found.st_ino
