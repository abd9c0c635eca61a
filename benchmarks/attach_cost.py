"""What a look from outside costs: its time and our own memory on a large heap, and the target's run time.

    python benchmarks/attach_cost.py [--large] [--pairs N]

A child fills 2 GB (10 GB with --large): six tenths are lists in pymalloc's arenas, the rest buffers of malloc, and a
third of both is dropped again. Each reader looks at it from a fresh process of its own, which tells its time and its
peak RSS. Then pairs of a program that works for some seconds, alone and with a look every second; which of a pair
goes first alternates. Pairs scatter by more than a look costs, so the looks are held against the steps of the same
run as well: by how much longer than the others the steps took during which we looked, of the whole run's time.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.outside import open_source, open_view, read_ledger, take_census
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process
from sparsemem.outside.owners.kept_memory import kept_memory_by_type

HEAP = """
import sys
lists = [[None] * 58 for _ in range(int(float(sys.argv[1]) * 1_150_000))]
buffers = [bytes(1000) for _ in range(int(float(sys.argv[1]) * 400_000))]
del lists[::3], buffers[::3]
print("ready", flush=True)
sys.stdin.read()
"""
WORK = """
import json, time
kept = [str(i) for i in range(2_000_000)]
steps = []
for _ in range(1400):
    begin, used = time.monotonic(), time.thread_time()
    rows = [{"id": i, "name": str(i)} for i in range(20_000)]
    buffers = [bytearray(2000) for _ in range(4_000)]
    steps.append((begin, time.monotonic(), time.thread_time() - used))
print(json.dumps(steps))
"""
READERS: dict[str, tuple[Callable[[int], object], float]] = {
    "ledger": (read_ledger, 10),
    "types": (lambda pid: kept_memory_by_type(take_census(open_view(open_source(pid)))), 30),
    "owners": (lambda pid: read_heap_of_process(pid, Asked(values=True)), 60),
}
"""How each looks, and the seconds that it may take of a heap of 10 GB."""
MOST_OWN_BYTES = 300 << 20


def peak_rss_bytes() -> int:
    """Our own, from the start on."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def look(reader: str, pid: int) -> None:
    """Look once, and print what it took as JSON."""
    began = time.monotonic()
    READERS[reader][0](pid)
    print(json.dumps([time.monotonic() - began, peak_rss_bytes()]))


def measure_look(reader: str, pid: int) -> tuple[float, int]:
    """Seconds, and bytes of our own at the peak, of a look from a fresh process."""
    line = [sys.executable, __file__, "--look", reader, str(pid)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    seconds, peak = json.loads(done.stdout)
    return float(seconds), int(peak)


def measure_looks(gigabytes: float) -> None:
    """Print a line for each reader, on a child with so large a heap."""
    line = [sys.executable, "-c", HEAP, str(gigabytes)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        rss = read_ledger(child.pid).moment.rss_bytes
        print(f"a heap of {rss / 2**30:.1f} GB")
        for reader, (_, most) in READERS.items():
            seconds, peak = measure_look(reader, child.pid)
            beyond = "" if seconds <= most and peak <= MOST_OWN_BYTES else "BEYOND ITS BOUND"
            print(f"  {reader:8}{seconds:8.2f} s {peak / 2**20:8.0f} MB of our own   {beyond}".rstrip())
        child.kill()


@dataclass(frozen=True, slots=True)
class Work:
    """A run of the program: when each step began and ended, its processor seconds, and when somebody looked."""

    steps: list[tuple[float, float, float]]
    looks: list[tuple[float, float]]

    def total(self) -> tuple[float, float]:
        """Wall and processor seconds of all steps."""
        return sum(end - begin for begin, end, _ in self.steps), sum(used for _, _, used in self.steps)

    def disturbance(self) -> float:
        """The share of the run's processor time by which the steps with a look in them were longer than the rest."""
        met = [any(look < end and done > begin for look, done in self.looks) for begin, end, _ in self.steps]
        alone = statistics.median(used for (*_, used), hit in zip(self.steps, met, strict=True) if not hit)
        extra = sum(used - alone for (*_, used), hit in zip(self.steps, met, strict=True) if hit)
        return extra / (self.total()[1] - extra)


def work(looked_at: bool) -> Work:
    """One run of the program, alone or with a look every second."""
    looks: list[tuple[float, float]] = []
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as child:
        done = threading.Event()
        looker = threading.Thread(target=look_every_second, args=(child.pid, done, looks))
        if looked_at:
            looker.start()
        assert child.stdout is not None
        steps = json.loads(child.stdout.read())
        done.set()
        if looked_at:
            looker.join()
    return Work(steps, looks)


def look_every_second(pid: int, done: threading.Event, looks: list[tuple[float, float]]) -> None:
    """Until it is done or gone; the first look is after a second."""
    with suppress(InputError):
        while not done.wait(1.0):
            begun = time.monotonic()
            read_ledger(pid)
            looks.append((begun, time.monotonic()))


def measure_target(pairs: int) -> None:
    """Print the ratios of the pairs' run times, with to without looks, and the disturbance: medians and quartiles."""
    columns: dict[str, list[float]] = {"wall": [], "processor": [], "same run": []}
    for number in range(pairs):
        order = (False, True) if number % 2 else (True, False)
        found = {looked_at: work(looked_at) for looked_at in order}
        ratios = (with_ / alone for with_, alone in zip(found[True].total(), found[False].total(), strict=True))
        for name, value in zip(columns, (*ratios, 1 + found[True].disturbance()), strict=True):
            columns[name].append(value)
    for name, column in columns.items():
        low, middle, high = statistics.quantiles(column, n=4)
        print(f"  {name:10} {middle:.3f} ({low:.3f}..{high:.3f}) of the target's time without looks")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="a heap of 10 GB: mind that the machine has it")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--look", nargs=2, metavar=("READER", "PID"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        look(options.look[0], int(options.look[1]))
        return
    measure_looks(10 if options.large else 2)
    if options.pairs > 1:
        measure_target(options.pairs)


if __name__ == "__main__":
    main()
