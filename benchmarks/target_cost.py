"""What a look from outside takes of the target's own time, by the work that the target itself counts.

    python benchmarks/target_cost.py [--turns 20] [--looks nothing,ledger,owners] [--kept 1000000] [--maps]

A child keeps so many objects, and goes on making and dropping rows and buffers; in a file that both map it counts
what it has done. Turns with a look (from a fresh process, as `attach` does it) and turns without one, as long as the
look before, alternate, so that what else the machine does falls on both. Each turn is held against the one without a
look beside it: work by the wall clock, work by the time that the child was not waiting for a processor (locks of the
kernel count, a busy machine does not), and work by its own processor time. Then of ten seconds with one look.

`nothing` is a process that computes for half a second and reads nothing: what any neighbour takes on a busy or shared
machine, by which the others are judged. How often the child fell asleep tells whether it waited for the kernel's lock
on its mappings, which each read from outside takes for a moment: it sleeps for nothing else. With `--maps` it maps
memory, writes to it and gives it back all the time, so that it needs that lock itself; without, it hardly ever does.
"""

import argparse
import mmap
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WORK = """
import mmap, sys
kept = [{"id": i, "name": str(i)} for i in range(int(sys.argv[2]) // 4)]
with open(sys.argv[1], "r+b") as file:
    done = memoryview(mmap.mmap(file.fileno(), 8)).cast("Q")
print("ready", flush=True)
while True:
    rows = [{"id": i, "name": str(i)} for i in range(500)]
    buffers = [bytearray(2000) for _ in range(50)]
    if sys.argv[3] == "True":
        pages = mmap.mmap(-1, 1 << 18)
        pages[::4096] = bytes(64)
        pages.close()
    done[0] += 1
"""
READS = {
    "nothing": "from time import process_time; end = process_time() + 0.5;"
    "read = lambda pid: all(iter(lambda: process_time() < end, False))",
    "ledger": "from sparsemem.outside import read_ledger as read",
    "owners": "from sparsemem.outside.heap_findings import Asked;"
    "from sparsemem.outside.heap_reading import read_heap_of_process;"
    "read = lambda pid: read_heap_of_process(pid, Asked())",
}
LOOK = "import sys; {read}; print(flush=True); sys.stdin.readline(); read(int(sys.argv[1]))"
"""Loaded before the turn begins: what an interpreter costs to start is no part of a look."""
WHOLE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Spent:
    """What a turn took: seconds, and what was done in them."""

    work: int
    wall: float
    processor: float
    waiting: float
    """Ready to run, with no processor free."""
    sleeps: int

    def rates(self) -> tuple[float, float, float]:
        """By the wall clock, by the time not spent waiting for a processor, by processor time."""
        return self.work / self.wall, self.work / (self.wall - self.waiting), self.work / self.processor


@dataclass(frozen=True, slots=True)
class Target:
    """The child, and the file in which it counts."""

    pid: int
    count: "memoryview[int]"

    def during(self, action: Callable[[], object]) -> Spent:
        """What it did meanwhile."""
        work, wall, (used, waited), slept = self.count[0], time.monotonic(), self._scheduled(), self._sleeps()
        action()
        used_now, waited_now = self._scheduled()
        done, seconds = self.count[0] - work, time.monotonic() - wall
        return Spent(done, seconds, used_now - used, waited_now - waited, self._sleeps() - slept)

    def _scheduled(self) -> tuple[float, float]:
        """Seconds on a processor, and waiting for one."""
        fields = Path(f"/proc/{self.pid}/schedstat").read_text().split()
        return int(fields[0]) / 1e9, int(fields[1]) / 1e9

    def _sleeps(self) -> int:
        """How often it gave up its processor by itself."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("voluntary"))


def prepare_look(name: str, pid: int) -> "subprocess.Popen[str]":
    """A fresh process that looks when it is told to."""
    line = [sys.executable, "-c", LOOK.format(read=READS[name]), str(pid)]
    looker = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert looker.stdout is not None
    looker.stdout.readline()
    return looker


def measure(target: Target, name: str, turns: int) -> None:
    """Print the ratios of some looks."""
    ratios: list[tuple[float, ...]] = []
    lengths, sleeps = [], []
    for turn in range(turns):
        with prepare_look(name, target.pid) as looker:
            length = lengths[-1] if lengths else 1.0
            before = target.during(lambda: time.sleep(length)) if turn % 2 else None  # noqa: B023
            with_look = target.during(lambda: looker.communicate("\n"))
            assert looker.returncode == 0
        lengths.append(with_look.wall)
        sleeps.append(with_look.sleeps / with_look.processor)
        alone = before or target.during(lambda: time.sleep(with_look.wall))  # noqa: B023
        ratios.append(tuple(one / other for one, other in zip(with_look.rates(), alone.rates(), strict=True)))
    print(f"{name}: {statistics.median(lengths):.2f} s a look, {turns} turns; of the work of a turn without one")
    for kind, column in zip(("wall clock", "not waiting", "processor"), zip(*ratios, strict=True), strict=True):
        low, middle, high = statistics.quantiles(column, n=4)
        whole = 1 - (1 - middle) * statistics.median(lengths) / WHOLE_SECONDS
        shares = f"{middle:.3f} ({low:.3f} to {high:.3f})"
        print(f"  by {kind:12} {shares}; of {WHOLE_SECONDS} s with one look {whole:.4f}")
    print(f"  asleep {statistics.median(sleeps):,.0f} times a second of its processor time")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--looks", default="nothing,ledger,owners")
    parser.add_argument("--kept", type=int, default=1_000_000)
    parser.add_argument("--maps", action="store_true")
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(8))
        file.flush()
        count = memoryview(mmap.mmap(file.fileno(), 8)).cast("Q")
        line = [sys.executable, "-c", WORK, file.name, str(options.kept), str(options.maps)]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            for name in options.looks.split(","):
                measure(Target(child.pid, count), name, options.turns)
            child.kill()


if __name__ == "__main__":
    main()
