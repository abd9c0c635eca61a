"""`sparsemem.watch`: a running service writes down how its memory goes on, with marks for what it does.

A recorder, a process of its own, samples this one from outside and writes the file: here no thread is started, a mark
costs some 10 microseconds, and the file is there to the last second when this process is killed.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sparsemem.errors import InputError
from sparsemem.live.helper_process import let_read
from sparsemem.live.mark_records import STOP, pack_mark
from sparsemem.live.watch_file import read_watch
from sparsemem.units import parse_size

if TYPE_CHECKING:
    from sparsemem.live.growth.growth_record import Growth

_CODE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from sparsemem.live.watch_recorder import main; main()"
_STATM = "/proc/self/statm"
_PIPE_BYTES = 1 << 20
"""Room for the marks that come before the recorder looks again; the most that the kernel gives to everybody."""
_PATIENCE_SECONDS, _LOOK_SECONDS = 10.0, 0.02

Counters = Mapping[str, Callable[[], float]]


class Watch:
    """A watch that is started by `start` or `with`; marks may come from any thread, and are dropped in forks."""

    def __init__(
        self, path: "str | os.PathLike[str]", every: float, counters: Counters | None, most: int, live: bool = False
    ) -> None:
        self.path, self.every, self.most_bytes = Path(path), every, most
        self.counters = dict(counters or {})
        self.live = live
        """Whether each mark has the live heap as well, as the allocators count it."""
        self.lost = 0
        """Marks that the recorder did not take: it was behind, or is gone."""
        self._sent = 0
        self._recorder: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self._statm: int | None = None
        self._pipe: int | None = None

    def __repr__(self) -> str:
        return f"a watch that {'is not' if self._recorder is None else 'is'} running, in {self.path}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Begin; a file that is there already is kept beside the new one.

        Raises InputError where none can be written.
        """
        if self._recorder is not None:
            return self
        self._pid, self._sent = os.getpid(), 0
        package = str(Path(__file__).parents[2])
        told = [str(self._pid), str(self.path.absolute()), str(self.every), str(self.most_bytes)]
        recorder = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE, package, *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        let_read(recorder.pid)
        assert recorder.stdin is not None
        assert recorder.stdout is not None
        answer = recorder.stdout.readline().decode().strip()
        recorder.stdout.close()
        if answer != "ready":
            recorder.kill()
            recorder.stdin.close()
            recorder.wait()
            raise InputError(f"{self.path} cannot be written: {answer or 'the recorder did not start'}")
        _make_room(recorder.stdin.fileno())
        self._recorder, self._statm, self._pipe = recorder, _open_statm(), recorder.stdin.fileno()
        return self

    def mark(self, name: str, **counters: float) -> None:
        """Note that something was done, with the counters given and those of the watch; never waits.

        Raises ValueError for one that is longer than a pipe takes in one piece.
        """
        if self._recorder is None or os.getpid() != self._pid:
            return
        if self.counters:
            counters = {key: ask() for key, ask in self.counters.items()} | counters
        live = _live() if self.live else None
        record = pack_mark(time.monotonic(), name, _read_statm(self._statm), live, counters, self.lost)
        pipe = self._pipe  # Another thread can have ended the watch while the counters were asked.
        if pipe is None:
            return
        try:
            os.write(pipe, record)
            self._sent += 1
        except OSError:
            self.lost += 1

    def stop(self) -> None:
        """End; the file is whole when this returns. A second time, and in a fork, it does nothing."""
        recorder, self._recorder, self._pipe = self._recorder, None, None
        if recorder is None or os.getpid() != self._pid:
            return
        if self._statm is not None:
            os.close(self._statm)
            self._statm = None
        assert recorder.stdin is not None
        try:
            os.set_blocking(recorder.stdin.fileno(), True)
            os.write(recorder.stdin.fileno(), STOP)
        except OSError:
            pass  # The recorder is gone: what it wrote is there.
        recorder.stdin.close()
        try:
            recorder.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            recorder.kill()
            recorder.wait()

    def growth(self, limit: "str | int | None" = None) -> "Growth":
        """The patterns of what was written so far; needs the extra `sparsemem[watch]`. See `sparsemem.growth`."""
        from sparsemem.live.growth.growth_reading import read_growth

        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._is_behind() and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        return read_growth(self.path, limit)

    def _is_behind(self) -> bool:
        """Whether the recorder has still marks to write."""
        if self._recorder is None or self._recorder.poll() is not None:
            return False
        record = read_watch(self.path)
        return len(record.marks) + int(record.head["thinned_marks"]) < self._sent


def begin_watch(
    path: "str | os.PathLike[str]", every: float, counters: Counters | None, max_size: str | int, live: bool
) -> Watch:
    """Raises ValueError for times and sizes that are none."""
    most = parse_size(max_size) if isinstance(max_size, str) else max_size
    if not every > 0 or most < 1 << 14:
        raise ValueError("a watch needs a time between samples over 0, every=1.0, and a file of 16 kB at least")
    return Watch(path, every, counters, most, live)


def _live() -> int | None:
    """The live heap of this process, by its allocators; None where they do not tell, or would take long."""
    from sparsemem.live.quick_ledger import read_quick_moment

    moment = read_quick_moment()
    return moment.live_bytes if moment else None


def _make_room(pipe: int) -> None:
    """Has the pipe take much, and a write to it never wait."""
    import fcntl  # there is none on Windows, where this module is loaded as well

    os.set_blocking(pipe, False)
    with contextlib.suppress(OSError):  # The user's pipes have their fill: there is room for some 600 marks.
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _open_statm() -> int | None:
    """Opened once: to open it takes twice as long as to read it."""
    try:
        return os.open(_STATM, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _read_statm(statm: int | None) -> bytes | None:
    """What the kernel counts of this process; the recorder works out what it says."""
    if statm is None:
        return None
    try:
        return os.pread(statm, 128, 0)
    except OSError:
        return None  # Another thread has just ended the watch.
