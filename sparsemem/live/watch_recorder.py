"""What runs in the recorder of a watch: samples the process, takes its marks, looks at its ledger now and then."""

import json
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparsemem.errors import SparsememError
from sparsemem.live.watch_file import WatchFile
from sparsemem.model.codec import encode
from sparsemem.procfs import parse_status

if TYPE_CHECKING:
    from sparsemem.outside.ledger.ledger_reading import Reading

_LOOK_SHARE = 0.005
"""Of one core at most goes into looks at the ledger: after one that took 20 ms there are four seconds of rest."""
_CHUNK = 1 << 16


class Recorder:
    """Ends with the process, or when it is told to."""

    def __init__(self, pid: int, file: WatchFile, every: float) -> None:
        self.pid, self.file, self.every = pid, file, every
        self.began = time.monotonic()
        self.ended: str | None = None
        self._next_sample = self.began
        self._rest = b""
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._is_closed = False

    def run(self) -> None:
        """Until the end, which is the last line."""
        process = os.pidfd_open(self.pid)
        poller = select.poll()
        poller.register(process, select.POLLIN)
        poller.register(0, select.POLLIN)
        threading.Thread(target=self._look_in_turn, daemon=True).start()
        while self.ended is None:
            wait = max(self._next_sample - time.monotonic(), 0.0)
            ready = {descriptor for descriptor, _ in poller.poll(1000 * wait)}
            if 0 in ready:
                self._take()
            if process in ready and self.ended is None:
                self.ended = "the process ended"
            if self.ended is None and time.monotonic() >= self._next_sample:
                self._sample()
        self._stopped.set()
        self._add({"ended": self.ended})
        with self._lock:
            self._is_closed = True
            self.file.close()

    def _take(self) -> None:
        """The marks that have come; where the other end is closed there was no word that it would be."""
        data = os.read(0, _CHUNK)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._note(json.loads(line))
        if not data and self.ended is None:
            self.ended = "the process ended"

    def _note(self, told: dict[str, Any]) -> None:
        if "stop" in told:
            self.ended = "stopped"
        else:
            self._add({"seconds": round(told.pop("at") - self.began, 3), **told})

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
            from sparsemem.outside import read_ledger

            while not self._stopped.wait(self._look(read_ledger)):
                pass
        except (SparsememError, OSError) as error:
            self._add({"trouble": str(error)})

    def _look(self, read_ledger: "Callable[[int], Reading]") -> float:
        """One look at the ledger; how many seconds of rest it asks for."""
        begun = time.thread_time()
        moment = read_ledger(self.pid).moment
        self._add({"moment": encode(moment)})
        return max((time.thread_time() - begun) / _LOOK_SHARE, self.every)

    def _add(self, entry: dict[str, Any]) -> None:
        """Write a line of now, or of when it says; nothing comes after the end."""
        with self._lock:
            if not self._is_closed:
                self.file.add({"seconds": self._seconds(), **entry})

    def _seconds(self) -> float:
        return round(time.monotonic() - self.began, 3)


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
