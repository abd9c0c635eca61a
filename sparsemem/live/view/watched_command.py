"""A program that is started to be watched, with its output in a file, so that it stays out of the picture."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence

from sparsemem.errors import InputError

_GRACE_SECONDS, _LOOK_SECONDS = 5.0, 0.02
_TAIL = 2_000


class WatchedCommand:
    """Raises InputError where it cannot be started."""

    def __init__(self, line: Sequence[str]) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the command is)
        try:
            self._process = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._output.close()
            raise InputError(f"{line[0]} cannot be started: {error.strerror}") from None
        self.pid = self._process.pid

    def stop(self) -> int | None:
        """End it, and what it has started, where it still runs, and forget its output; its status, negative for a
        signal, and None where it was we who ended it."""
        status = self._process.poll()
        if status is None:
            end = time.monotonic() + _GRACE_SECONDS
            self._signal(signal.SIGTERM)
            while self._signal(0) and time.monotonic() < end:
                self._process.poll()
                time.sleep(_LOOK_SECONDS)
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._output.close()
        return status

    def _signal(self, number: int) -> bool:
        """To the whole session, whether there is one still: workers of a program that is ended do not always end
        with it."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    def poll(self) -> int | None:
        """Its status, once it has ended."""
        return self._process.poll()

    def tail(self) -> str:
        """The end of what it wrote."""
        self._output.seek(0)
        return self._output.read()[-_TAIL:].decode(errors="replace")
