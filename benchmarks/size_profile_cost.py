"""What the size profile costs the program: pairs of a measured run without it and one with it, as ratios.

    python benchmarks/size_profile_cost.py [--pairs N] [--python PATH]

Each program notes the clocks at its first line and at its last, in the same way in both runs; which of a pair goes
first alternates. The medians over the pairs are printed, with the quartiles of the wall ratio.
"""

import argparse
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sparsemem.measure.program.command import Command, Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Target

HEAD = """
import time
begin, used = time.perf_counter(), time.process_time()
"""
TAIL = """
print(time.perf_counter() - begin, time.process_time() - used)
"""
PROGRAMS = {
    "dict chain": (
        "def load(): return {i: {'id': i, 'name': str(i)} for i in range(150_000)}\n"
        "def named(rows): return {i: {**row, 'name': row['name'].title()} for i, row in rows.items()}\n"
        "for _ in range(4): rows = named(load())"
    ),
    "a call a record": (
        "def record(i): return {'id': i, 'name': str(i)}\n"
        "for _ in range(6): rows = [record(i) for i in range(100_000)]"
    ),
    "library calls": (
        "import json\ntext = json.dumps(list(range(100)))\n"
        "def load(): return json.loads(text)\nfor _ in range(60_000): load()"
    ),
    "tiny functions": "def add(a, b): return a + b\nx = 0\nfor i in range(2_000_000): x = add(x, i)",
    "generators": "def rows(n):\n    for i in range(n): yield i\nfor _ in range(40): sum(rows(100_000))",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds of a program's work, by the clock and of processor time."""

    wall: float
    cpu: float


def measured(script: Path, python: str, profiles_sizes: bool) -> Reading:
    """One run under the probe."""
    target = Target("script", str(script), (), python)
    turn = Turn(1, 0, Command(()), Instrumentation(profiles_sizes=profiles_sizes))
    with tempfile.TemporaryDirectory() as folder:
        finished = measure_run(target, turn, Conditions(1 << 50), Path(folder))
        assert bool(finished.told("end", "heard")) == profiles_sizes
        wall, cpu = map(float, finished.place.stdout.read_text().split())
    return Reading(wall, cpu)


def pairs(script: Path, python: str, count: int) -> list[tuple[Reading, Reading]]:
    """Readings without and with the profile."""
    found = []
    for number in range(count):
        order = (False, True) if number % 2 else (True, False)
        pair = {way: measured(script, python, way) for way in order}
        found.append((pair[False], pair[True]))
    return found


def main() -> None:
    """Print a line for each program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=11)
    parser.add_argument("--python", default=sys.executable)
    arguments = parser.parse_args()
    print(f"{'program':16} {'wall ratio':>24} {'CPU ratio':>10} {'without, s':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for name, body in PROGRAMS.items():
            script = Path(folder, "program.py")
            script.write_text(HEAD + body + TAIL)
            found = pairs(script, arguments.python, arguments.pairs)
            low, middle, high = statistics.quantiles([b.wall / a.wall for a, b in found], n=4)
            cpu = statistics.median(b.cpu / a.cpu for a, b in found)
            without = statistics.median(a.wall for a, _ in found)
            print(f"{name:16} {f'{middle:.3f} ({low:.3f}..{high:.3f})':>24} {cpu:10.3f} {without:11.2f}")


if __name__ == "__main__":
    main()
