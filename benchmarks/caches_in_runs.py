"""What the census of caches adds to the measured runs of a scan: nothing, for it begins when the last line is done.

    python benchmarks/caches_in_runs.py [--pairs 7] [--thousands 100]

A program with a cache is scanned with the census and without it, in turns. It notes its own processor seconds and its
wall time from the first line to the last; from the saved scan come its peak, its RSS at the end and the wall time of
the run, which ends when the process does, and so has the look at the heap in it. Told are the medians of the ratios.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PROGRAM = """
import time
wall, own = time.perf_counter(), time.process_time()
import functools, json, sys
class Thing:
    def __init__(self, i): self.number, self.text = i, f"text {i}"
@functools.lru_cache(maxsize=None)
def cache(i): return Thing(i)
for i in range(int(sys.argv[1])): cache(i)
for i in range(int(sys.argv[1])): cache(i)
with open("own.json", "w") as file: json.dump([time.process_time() - own, time.perf_counter() - wall], file)
"""
SCAN = """
import sys
from sparsemem.outside import heap_reading
if sys.argv.pop(1) == "without":
    heap_reading.read_caches = lambda *some, **named: ()
from sparsemem.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
NAMES = ("own processor time", "own wall time", "peak RSS", "RSS at the end", "wall time of the run")


def scanned(how: str, folder: Path, entries: int) -> dict[str, Any]:
    """The saved scan, which runs the program once."""
    plain = ["scan", "--quick", "--scales", "1", "--repeats", "1", "--json", "-", "work.py", "--", str(entries)]
    line = [sys.executable, "-c", SCAN, how, *plain]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    report: dict[str, Any] = json.loads(done.stdout)
    assert bool(report["heap"]["caches"]) == (how == "with"), done.stderr
    return report


def figures(how: str, folder: Path, entries: int) -> list[float]:
    """Of one run, in the order of the names."""
    run = scanned(how, folder, entries)["runs"][0]
    own = json.loads((folder / "own.json").read_text())
    return [*own, run["peak_rss_bytes"], run["moments"]["end"]["rss_bytes"], run["wall_seconds"]]


def main() -> None:
    """Print all ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--thousands", type=int, default=100, help="of entries")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "work.py").write_text(PROGRAM)
        ratios = []
        for at in range(options.pairs):
            order = ("with", "without") if at % 2 else ("without", "with")
            found = {how: figures(how, folder, options.thousands * 1000) for how in order}
            ratios.append([a / b for a, b in zip(found["with"], found["without"], strict=True)])
    for name, some in zip(NAMES, zip(*ratios, strict=True), strict=True):
        print(f"{name:22} {statistics.median(some):6.3f} times  ({min(some):.3f} to {max(some):.3f})")


if __name__ == "__main__":
    main()
