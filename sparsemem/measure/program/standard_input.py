"""Standard input, read once and replayed to every run."""

import os
import select
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Self

_CHUNK = 1 << 16
_LOOK_MILLISECONDS = 50


class StandardInput:
    """What each run gets as its standard input.

    A terminal becomes /dev/null. A file is opened anew for each run, at the place where it stood. A pipe is read
    only as far as a run asks for it, and recorded: a program that reads nothing does not wait for its end.
    """

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._kind = _kind(descriptor)
        self._record: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._exhausted = False
        self._offset = os.lseek(descriptor, 0, os.SEEK_CUR) if self._kind == "file" else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._record.close()

    @contextmanager
    def opened(self) -> Iterator[int | IO[bytes]]:
        """The standard input of one run, as `subprocess.Popen` takes it."""
        if self._kind == "none":
            yield subprocess.DEVNULL
        elif self._kind == "file":
            with open(f"/proc/self/fd/{self._descriptor}", "rb", buffering=0) as file:
                file.seek(self._offset)
                yield file
        else:
            with self._fed() as source:
                yield source

    @contextmanager
    def _fed(self) -> Iterator[IO[bytes]]:
        source, sink = os.pipe()
        stop = threading.Event()
        feeder = threading.Thread(target=self._feed, args=(sink, stop), name="stdin")
        feeder.start()
        try:
            with os.fdopen(source, "rb") as file:
                yield file
        finally:
            stop.set()
            feeder.join()

    def _feed(self, sink: int, stop: threading.Event) -> None:
        """Replay the record into `sink`, then go on with what comes; ends when the reader or the input does."""
        os.set_blocking(sink, False)
        poller = select.poll()
        poller.register(sink, select.POLLOUT)
        with os.fdopen(sink, "wb", buffering=0) as pipe, suppress(BrokenPipeError):
            position = 0
            while not stop.is_set():
                if not poller.poll(_LOOK_MILLISECONDS):
                    continue
                data = self._read(position)
                if data is None:
                    continue
                if not data:
                    return
                position += pipe.write(data) or 0

    def _read(self, position: int) -> bytes | None:
        """Bytes from the record or else from the input itself; empty at its end, None when nothing came yet."""
        self._record.seek(position)
        data = self._record.read(_CHUNK)
        if data or self._exhausted:
            return data
        if not select.select([self._descriptor], [], [], _LOOK_MILLISECONDS / 1000)[0]:
            return None
        data = os.read(self._descriptor, _CHUNK)
        self._exhausted = not data
        self._record.write(data)
        return data


def _kind(descriptor: int) -> str:
    """`file`, `stream`, or `none` for a terminal, a device or a closed descriptor."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return "none"
    if stat.S_ISREG(mode):
        return "file"
    return "stream" if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else "none"
