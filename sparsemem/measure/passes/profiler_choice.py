"""Which profiler the target's interpreter has, and what a pass with it will cost."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Literal

from sparsemem.units import MB, format_seconds, format_size

_QUESTION = "import memray; print(memray.__version__, memray.Tracker and memray.FileReader and '')"
_PATIENCE_SECONDS = 60

_SLOWER = {"memray": 3.0, "memray sums": 7.0, "tracemalloc": 8.0}
"""Times the time of programs that do little but allocate (1.9 to 3.1, 5.5 to 9.9, 5 to 25); others take less."""
_READING = 25.0
"""The same for reading a record of each allocation (12 to 49): they make some 15 million of them in a second."""
_DISK_PER_SECOND = 80 * MB
"""What such a program records in a second of its wall time without the profiler."""
LONG_SECONDS = 3.0
"""Of wall time without a profiler; a program that takes longer would have too many allocations to read one by one."""


@dataclass(frozen=True, slots=True)
class Profiler:
    """A profiler that can be had."""

    tool: Literal["memray", "tracemalloc"]
    version: str | None
    """None for what comes with the interpreter."""

    def way(self, wall_seconds: float) -> str:
        """How it is to record a run that took so long without it: one of `PROFILERS`."""
        if self.tool == "tracemalloc":
            return self.tool
        return "memray sums" if wall_seconds > LONG_SECONDS else "memray"

    def cost(self, wall_seconds: float, forks: int = 0) -> str:
        """What a run will take that took so long without it, in a clause; with forked processes to be recorded."""
        way = self.way(wall_seconds)
        run = format_seconds(_SLOWER[way] * wall_seconds)
        if way == "tracemalloc":
            return f"about {run}, and twice the memory"
        disk = f"up to {format_size(self.disk_bytes(wall_seconds, forks))} in {tempfile.gettempdir()}"
        if way == "memray sums":
            run += f", {disk} for its workers" if forks else ""
            return f"about {run}; too long to record where each block was allocated"
        return f"about {run}, up to {format_seconds(_READING * wall_seconds)} to read the record, and {disk}"

    def disk_bytes(self, wall_seconds: float, forks: int = 0) -> int:
        """The most that records of each allocation can take on disk, in bytes: one a processor is made at a time."""
        records = forks + (self.way(wall_seconds) == "memray") if self.tool == "memray" else 0
        return round(_DISK_PER_SECOND * max(wall_seconds, 0.5)) * min(records, os.cpu_count() or 1)


def find_profiler(python: str) -> Profiler:
    """memray where the interpreter has it and can import it, else tracemalloc, which every CPython has."""
    try:
        answer = subprocess.run(
            [python, "-P", "-c", _QUESTION],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Profiler("tracemalloc", None)
    version = answer.stdout.split()
    return Profiler("memray", version[-1]) if answer.returncode == 0 and version else Profiler("tracemalloc", None)


def advice(python: str) -> str:
    """How to get memray for an interpreter, in a clause."""
    return f"{os.path.relpath(python) if _is_near(python) else python} -m pip install memray"


def _is_near(python: str) -> bool:
    return os.path.commonpath([os.path.abspath(python), os.getcwd()]) == os.getcwd()


def free_disk_bytes() -> int:
    """What is left where temporary files go."""
    return shutil.disk_usage(tempfile.gettempdir()).free
