"""What runs in the recorder of a watch: samples the process, takes its marks, looks at its ledger now and then."""

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparsemem.errors import SparsememError
from sparsemem.live.mark_records import Mark, unpack_marks
from sparsemem.live.watch_file import WatchFile
from sparsemem.model.codec import encode
from sparsemem.procfs import parse_status

if TYPE_CHECKING:
    from sparsemem.model import Moment

_LOOK_SHARE = 0.003
"""Of one core at most goes into looks at the ledger: after one that took 20 ms there are seven seconds of rest."""
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TAKE_SECONDS = 0.1
"""Between two looks for marks, as long as some come."""
_MARKS, _CHUNK = 0, 1 << 16
"""Where they come, and how much is read at once."""


class Recorder:
    """Ends with the process, or when it is told to."""

    def __init__(self, pid: int, file: WatchFile, every: float) -> None:
        self.pid, self.file, self.every = pid, file, every
        self.began = time.monotonic()
        self.ended: str | None = None
        self._next_sample = self.began
        self._came = bytearray()
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._is_closed = False

    def run(self) -> None:
        """Until the end, which is the last line."""
        process = os.pidfd_open(self.pid)
        poller = select.poll()
        poller.register(process, select.POLLIN)
        os.set_blocking(_MARKS, False)
        threading.Thread(target=self._look_in_turn, daemon=True).start()
        comes = False
        while self.ended is None:
            # Where marks come, each would wake us, which is half of its cost: then we look by ourselves.
            poller.register(_MARKS, 0 if comes else select.POLLIN)
            rest = max(self._next_sample - time.monotonic(), 0.0)
            happened = poller.poll(1000 * (min(rest, _TAKE_SECONDS) if comes else rest))
            comes = self._take()
            if any(event != select.POLLIN or one == process for one, event in happened) and self.ended is None:
                self.ended = "the process ended"
            if self.ended is None and time.monotonic() >= self._next_sample:
                self._sample()
        self._stopped.set()
        self._add({"ended": self.ended})
        with self._lock:
            self._is_closed = True
            self.file.close()

    def _take(self) -> bool:
        """The marks that have come; whether there were some."""
        with contextlib.suppress(BlockingIOError):
            while data := os.read(_MARKS, _CHUNK):
                self._came += data
        marks = list(unpack_marks(self._came))
        if None in marks:
            self.ended = "stopped"
        self._add(*(self._told(mark) for mark in marks if mark is not None))
        return bool(marks)

    def _told(self, mark: Mark) -> dict[str, Any]:
        at, name, statm, live, counters, lost = mark
        told: dict[str, Any] = {"seconds": round(at - self.began, 3), "mark": name, "rss_bytes": _rss(statm)}
        if live is not None:
            told["live_bytes"] = live
        return {**told, "counters": counters, **({"lost": lost} if lost else {})}

    def _sample(self) -> None:
        """One more."""
        now = time.monotonic()
        self._next_sample = max(self._next_sample + self.every, now)
        try:
            status = parse_status(Path(f"/proc/{self.pid}/status").read_text())
        except OSError:
            return
        if status.rss_bytes is not None:
            sizes = (status.rss_bytes, status.anonymous_bytes, status.swap_bytes)
            self._add(dict(zip(("rss_bytes", "anonymous_bytes", "swap_bytes"), sizes, strict=True)))

    def _look_in_turn(self) -> None:
        """Look again and again, by our own processor time as rarely as its share asks for, until it cannot be."""
        try:
            # It takes long to load, and samples and marks go on meanwhile.
            from sparsemem.outside import read_moment

            while not self._stopped.wait(self._look(read_moment)):
                pass
        except (SparsememError, OSError) as error:
            self._add({"trouble": str(error)})

    def _look(self, read_moment: "Callable[[int], Moment]") -> float:
        """One look at the ledger; how many seconds of rest it asks for."""
        begun = time.thread_time()
        moment = read_moment(self.pid)
        self._add({"moment": encode(moment)})
        return max((time.thread_time() - begun) / _LOOK_SHARE, self.every)

    def _add(self, *entries: dict[str, Any]) -> None:
        """Write lines of now, or of when they say; nothing comes after the end."""
        with self._lock:
            if entries and not self._is_closed:
                now = self._seconds()
                self.file.add(*({"seconds": now, **entry} for entry in entries))

    def _seconds(self) -> float:
        return round(time.monotonic() - self.began, 3)


def _rss(statm: bytes | None) -> int | None:
    """By the kernel's counters, in pages in the second word of statm."""
    words = statm.split() if statm else []
    return int(words[1]) * _PAGE_BYTES if len(words) > 1 else None


def main() -> None:
    """Says `ready` when the file is there, else why it is not."""
    pid, path, every, most = int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    from sparsemem.measure.machine.memory_limits import memory_limit

    told = {"every_seconds": every, "python_version": sys.version.split()[0], "memory_limit_bytes": memory_limit()}
    head = {"pid": pid, "started": time.time(), **told}
    try:
        file = WatchFile(path, most, head)
    except OSError as error:
        print(error.strerror, flush=True)
        return
    recorder = Recorder(pid, file, every)
    print("ready", flush=True)
    recorder.run()
