"""What being measured costs the program: pairs of a plain and a measured run, interleaved, as ratios.

    python benchmarks/launch_cost.py [--pairs N]

Each program notes the monotonic clock and its RSS at its first line, and the clock again at its last; the parent
notes the clock before it starts the process. So start-up, wall time and RSS are read by the program itself, in the
same way in both runs. The medians over the pairs are printed, with the quartiles of the wall ratio.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Target

HEAD = """
import time; first = time.monotonic()
with open("/proc/self/smaps_rollup") as f: rss = next(int(l.split()[1]) for l in f if l.startswith("Rss:"))
begin = time.monotonic()
"""
TAIL = """
print(first, begin, time.monotonic(), time.process_time(), rss)
"""
PROGRAMS = {
    "arithmetic": "x = 0\nfor i in range(25_000_000): x += i & 7",
    "dicts": "for _ in range(30): rows = [{'id': i, 'name': str(i)} for i in range(100_000)]",
    "malloc": "for _ in range(220): buffers = [bytearray(2000) for _ in range(20_000)]",
    "threads": (
        "import threading\n"
        "def work():\n    for _ in range(30): buffers = [bytearray(2000) for _ in range(20_000)]\n"
        "ts = [threading.Thread(target=work) for _ in range(4)]\n"
        "for t in ts: t.start()\n"
        "for t in ts: t.join()"
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program says of itself.

    Seconds from its start to its first line; seconds of its own work by the clock, and of processor time in all; RSS
    in kB at the first line. Where other programs keep the machine busy, processor time is the steadier of the two.
    """

    startup: float
    wall: float
    cpu: float
    rss: int


def parse(started: float, text: str) -> Reading:
    """The reading that a program printed."""
    first, begin, last, cpu, rss = (float(word) for word in text.split())
    return Reading(first - started, last - begin, cpu, int(rss))


def plain(script: Path) -> Reading:
    """One run without us."""
    started = time.monotonic()
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    return parse(started, done.stdout)


def measured(script: Path) -> Reading:
    """One run under the probe, watched from outside."""
    target = Target("script", str(script), (), sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        finished = measure_run(target, Turn(1, 0, Command(())), Conditions(1 << 50), Path(folder))
        return parse(started, finished.place.stdout.read_text())


def compare(script: Path, pairs: int) -> tuple[list[Reading], list[Reading]]:
    """Readings without and with us; which of a pair goes first alternates, so that drift hits both."""
    found: dict[Callable[[Path], Reading], list[Reading]] = {plain: [], measured: []}
    for number in range(pairs):
        for way in (plain, measured) if number % 2 else (measured, plain):
            found[way].append(way(script))
    return found[plain], found[measured]


def main() -> None:
    """Print a line for each program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=15)
    pairs = parser.parse_args().pairs
    print(f"{'program':12} {'wall ratio':>24} {'CPU ratio':>10} {'start-up, ms':>16} {'RSS, kB':>10} {'our CPU':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, body in PROGRAMS.items():
            script = Path(folder, f"{name}.py")
            script.write_text(HEAD + body + TAIL)
            used = sum(os.times()[:2])
            without, with_us = compare(script, pairs)
            used = sum(os.times()[:2]) - used
            ratios = [b.wall / a.wall for a, b in zip(without, with_us, strict=True)]
            low, middle, high = statistics.quantiles(ratios, n=4)
            start = statistics.median(b.startup - a.startup for a, b in zip(without, with_us, strict=True))
            rss = statistics.median(b.rss - a.rss for a, b in zip(without, with_us, strict=True))
            cpu = statistics.median(b.cpu / a.cpu for a, b in zip(without, with_us, strict=True))
            share = used / sum(reading.wall for reading in with_us)
            spread = f"{middle:10.3f} ({low:.3f}..{high:.3f})"
            print(f"{name:12} {spread} {cpu:10.3f} {1000 * start:+15.1f} {rss:+10.0f} {share:8.1%}")


if __name__ == "__main__":
    main()
