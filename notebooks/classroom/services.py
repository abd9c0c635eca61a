"""Programs that run beside the lesson: each is told what to do, and is looked at from outside."""

import os
import subprocess
import sys
from types import TracebackType
from typing import Any

import numpy as np

from sparsemem.measure.program.own_command import run_own_command
from sparsemem.model import Attachment, HeapMap, Moment
from sparsemem.outside import open_source, open_view, read_ledger, take_census
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process


class Service:
    """A Python program that says a line when it is ready, and answers each line that it is told with one."""

    def __init__(self, *command: str, **environment: str) -> None:
        """Start it, and wait until it is ready; its first line is `said`."""
        self.process = subprocess.Popen(
            ["python", *command],
            executable=sys.executable,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        self.said = self._line()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def tell(self, command: str) -> str:
        """Let it do something; its answer, when it has done so."""
        assert self.process.stdin is not None
        print(command, file=self.process.stdin, flush=True)
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the service ended with status {self.process.wait()}")
        return line.strip()

    def look(self) -> Moment:
        """Its ledger, read from outside in a moment."""
        return read_ledger(self.pid).moment

    def peak(self) -> int:
        """The highest RSS so far, in bytes, which the kernel keeps (VmHWM)."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))

    def reset_peak(self) -> None:
        """Let the peak begin anew at what is resident now."""
        with open(f"/proc/{self.pid}/clear_refs", "w") as file:
            file.write("5")

    def attach(self, *options: str) -> Attachment:
        """What `sparsemem attach PID` finds."""
        record: Attachment = run_own_command("attach", [*options, str(self.pid)]).record
        return record

    def stop(self) -> None:
        """End it."""
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait()
        self.process.stdout.close()  # type: ignore[union-attr]

    def __enter__(self) -> "Service":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def python(*command: str, **environment: str) -> str:
    """What a Python program prints that runs to its end."""
    done = subprocess.run(
        ["python", *command],
        executable=sys.executable,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def heap_map(pid: int) -> HeapMap | None:
    """The map of a process's heaps."""
    return read_heap_of_process(pid, Asked(draws_map=True)).heap_map


def arenas_by_type(pid: int, *types: str) -> list[dict[str, Any]]:
    """For each of some types: live objects, their bytes, the arenas that hold one, and the free bytes of these."""
    census = take_census(open_view(open_source(pid)))
    names = [one.name for one in census.types]
    rows = []
    for name in types:
        here = np.isin(census.counts.number, [at for at, known in enumerate(names) if known == name])
        arenas = np.unique(census.counts.arena[here])
        rows.append(
            {
                "type": name,
                "objects": int(census.counts.blocks[here].sum()),
                "live": int(census.counts.live_bytes[here].sum()),
                "arenas": len(arenas),
                "free": int(census.free_bytes[arenas].sum()),
            }
        )
    return rows
