"""What a process pays that looks at itself: `python benchmarks/live_cost.py`.

The ledger by the helper that stays, for live heaps of several sizes: the first, which starts it, the median of the
next, what another process takes that reads this one from outside, and the quick one; and for heaps of malloc, whose
chunks are all in use, or every third of them free. And a loop of small work that
marks each batch, with `sparsemem.watch` and without: turns of both alternate in one process, and what is told is the
ratio of their processor times, and of the wall times. Beside it the share that the calls of `mark` have of the
processor time: nothing else of a watch runs in this process.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sparsemem
from sparsemem.live.helper_process import let_read

SIZES_MB = (1, 30, 300)
TURNS = 15
OUTSIDE = """
import statistics, sys, time
from sparsemem.outside import read_ledger
def took():
    began = time.perf_counter()
    read_ledger(int(sys.argv[1]))
    return (time.perf_counter() - began) * 1000
took()
print(statistics.median(took() for _ in range(int(sys.argv[2]))))
"""
BATCHES = {1.0: 500, 0.1: 50}
"""How many batches a turn has by the seconds between two samples: some samples fall into each turn."""


def milliseconds(ask: Callable[[], Any]) -> float:
    """The wall time of a call."""
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def ledgers() -> None:
    """A line for each size of the live heap."""
    print(f"first ledger {milliseconds(sparsemem.ledger):.0f} ms: it starts the helper")
    for size in SIZES_MB:
        dicts = [{"number": str(number)} for number in range(size * 4_000)]
        tell(f"{len(dicts):,} dicts")
    del dicts
    for size in SIZES_MB[1:]:
        chunks = [bytes(1_000) for _ in range(size * 1_000)]
        tell(f"{len(chunks):,} chunks of a kilobyte")
        del chunks[::3]
        tell("every third of them free")
        del chunks


def tell(held: str) -> None:
    """A line for what this process holds now."""
    full = statistics.median(milliseconds(sparsemem.ledger) for _ in range(TURNS))
    quick = statistics.median(milliseconds(lambda: sparsemem.ledger(quick=True)) for _ in range(TURNS))
    told = f"ledger {full:.1f} ms, {from_outside() / full:.1f} times as much from outside, quick {quick:.2f} ms"
    rss = sparsemem.ledger().moment.rss_bytes or 0
    print(f"RSS {rss / 2**20:.0f} MB, {held}: {told}")


def from_outside() -> float:
    """The milliseconds that another process takes for the ledger of this one, which hands nothing over."""
    command = [sys.executable, "-c", OUTSIDE, str(os.getpid()), str(TURNS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        let_read(reader.pid)
        assert reader.stdout is not None
        return float(reader.stdout.read())


def work() -> int:
    """A batch of some milliseconds."""
    return len({f"{number * 7919 % 10_007}": [number] for number in range(20_000)})


def marks() -> None:
    """What a mark takes where the work of a batch has emptied the processor's caches before it."""
    with tempfile.TemporaryDirectory() as folder, sparsemem.watch(Path(folder, "marks.jsonl")) as watch:
        taken, began = [], time.thread_time()
        for number in range(BATCHES[1.0]):
            done, before = work(), time.thread_time()
            watch.mark("batch", number=number, done=done)
            taken.append(time.thread_time() - before)
        whole = time.thread_time() - began
    batch = (whole - sum(taken)) / len(taken)
    share = f"{sum(taken) / whole:.2%} of the processor time"
    print(f"a mark: {statistics.median(taken) * 1e6:.0f} us, {share} with batches of {batch * 1000:.1f} ms")


def turn(batches: int, watch: Any = None) -> tuple[float, float]:
    """Processor and wall seconds of some batches, each marked where a watch is given."""
    wall, processor = time.perf_counter(), time.process_time()
    for batch in range(batches):
        done = work()
        if watch:
            watch.mark("batch", number=batch, done=done)
    return time.process_time() - processor, time.perf_counter() - wall


def pair(path: Path, every: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """A turn while a watch runs, and one without."""
    batches = BATCHES[every]
    with sparsemem.watch(path, every=every) as watch:
        turn(BATCHES[0.1], watch)
        watched = turn(batches, watch)
    return watched, turn(batches)


def watching(every: float) -> None:
    """The ratios of turns with a watch to those without, beside the quartiles."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = [pair(Path(folder, f"{at}.jsonl"), every) for at in range(TURNS)]
    for name, at in (("processor", 0), ("wall", 1)):
        low, middle, high = statistics.quantiles((watched[at] / without[at] for watched, without in pairs), n=4)
        print(f"watch every {every} s, {name} time: {middle:.3f} times (quartiles {low:.3f} to {high:.3f})")


if __name__ == "__main__":
    ledgers()
    marks()
    for every in BATCHES:
        watching(every)
