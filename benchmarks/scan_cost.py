"""What a scan takes beside the runs of the program: four runs by themselves, and four runs in a scan, as a ratio.

    python benchmarks/scan_cost.py [--pairs N] [NAME ...]

Each pair is `python program.py`, four times, and `sparsemem scan --quick --profile off --scales 1,2,3,4 program.py`,
one after the other; the program does the same at each scale. The medians over the pairs are printed: wall time of a
scan over that of its runs; what is ours, in seconds of wall and of processor time, in all and for each run; and what
`sparsemem --version` takes, which is the interpreter's start and nothing of a scan. Programs whose library this
interpreter does not have are left out. As where it is installed, sparsemem is compiled: once, before the first pair.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

RUNS = 4
PROGRAMS = {
    "trivial": ("sys", "print(sum(range(1000)))"),
    "pandas": (
        "pandas",
        "import pandas\nframe = pandas.DataFrame({'a': range(200_000), 'b': [str(i) for i in range(200_000)]})\n"
        "print(len(frame.groupby('b').sum()))",
    ),
    "scikit-learn": (
        "sklearn",
        "from sklearn.datasets import make_classification\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "x, y = make_classification(4000, 20, random_state=1)\n"
        "print(RandomForestClassifier(40, random_state=1).fit(x, y).score(x, y))",
    ),
    "pylint": (
        "pylint",
        "from pylint.lint import Run\nRun(['--disable=all', '--enable=E', __file__], exit=False)",
    ),
}
"""A module that has to be there, and the program."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall and of processor time, children included."""

    wall: float
    cpu: float


def compiled_in(folder: str) -> dict[str, str]:
    """The environment, in which Python keeps what it has compiled in a folder, whatever it is told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder}


def cost(line: list[str], environment: dict[str, str], times: int = 1) -> Cost:
    """Of a command line that is run so many times."""
    before, begun = os.times(), time.monotonic()
    for _ in range(times):
        subprocess.run(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.monotonic() - begun, used)


def compare(script: Path, pairs: int, environment: dict[str, str]) -> tuple[list[Cost], list[Cost]]:
    """Without and with us; which of a pair goes first alternates, so that drift hits both."""
    plain = [sys.executable, str(script)]
    scan = [sys.executable, "-m", "sparsemem", "scan", "--quick", "--profile", "off", "--scales", "1,2,3,4"]
    # The program has no knob: one is named that it does not mind.
    scan += [str(script), "--", "{1}"]
    cost(scan, environment)
    without, with_us = [], []
    for number in range(pairs):
        if number % 2:
            with_us.append(cost(scan, environment))
        without.append(cost(plain, environment, RUNS))
        if not number % 2:
            with_us.append(cost(scan, environment))
    return without, with_us


def main() -> None:
    """Print a line for each program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PROGRAMS)}")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = compiled_in(folder)
        start = statistics.median(
            cost([sys.executable, "-m", "sparsemem", "--version"], environment).wall for _ in range(options.pairs)
        )
        print(f"sparsemem --version: {start:.2f} s")
        heads = ("4 runs", "scan", "ratio", "ours", "a run", "our CPU", "a run")
        print(f"{'program':14}", *(f"{head:>8}" for head in heads))
        for name, (module, text) in PROGRAMS.items():
            if (options.names and name not in options.names) or find_spec(module) is None:
                continue
            script = Path(folder, f"{module}_program.py")
            script.write_text(text + "\n")
            print_costs(name, *compare(script, options.pairs, environment))


def print_costs(name: str, without: list[Cost], with_us: list[Cost]) -> None:
    """The medians over the pairs."""
    pairs = list(zip(without, with_us, strict=True))
    plain, scan = (statistics.median(one.wall for one in costs) for costs in (without, with_us))
    ratio = statistics.median(b.wall / a.wall for a, b in pairs)
    wall = statistics.median(b.wall - a.wall for a, b in pairs)
    cpu = statistics.median(b.cpu - a.cpu for a, b in pairs)
    seconds = (f"{size:7.2f}s" for size in (wall, wall / RUNS, cpu, cpu / RUNS))
    print(f"{name:14}", f"{plain:7.2f}s", f"{scan:7.2f}s", f"{ratio:7.2f}x", *seconds, flush=True)


if __name__ == "__main__":
    main()
