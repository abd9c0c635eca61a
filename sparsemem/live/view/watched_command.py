"""A program that is started to be watched, with its output in a file, so that it stays out of the picture."""

import subprocess
import tempfile
from collections.abc import Sequence

from sparsemem.errors import InputError

_GRACE_SECONDS = 5.0
_TAIL = 2_000


class WatchedCommand:
    """Raises InputError where it cannot be started."""

    def __init__(self, line: Sequence[str]) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the command is)
        try:
            self._process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise InputError(f"{line[0]} cannot be started: {error.strerror}") from None
        self.pid = self._process.pid

    def stop(self) -> int | None:
        """End it where it still runs; its status, negative for a signal, and None where it was we who ended it."""
        status = self._process.poll()
        if status is None:
            self._process.terminate()
            try:
                self._process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return status

    def poll(self) -> int | None:
        """Its status, once it has ended."""
        return self._process.poll()

    def tail(self) -> str:
        """The end of what it wrote."""
        self._output.seek(0)
        return self._output.read()[-_TAIL:].decode(errors="replace")
