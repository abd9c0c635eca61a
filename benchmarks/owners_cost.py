"""What naming the owners of a heap costs, next to guppy3's heap(), Pympler's muppy and objgraph on the same heap.

    pip install guppy3 pympler objgraph
    python benchmarks/owners_cost.py [--millions 1,5,10] [--tools sparsemem,guppy3]

A child builds rows (dict, list, str, float, int) until it has so many objects. From outside it is read as `attach`
does, with owners, in a fresh process. Each of the other tools then looks at the same heap from inside, in a child of
its own, and says how far its child's RSS rose meanwhile at most; that is its extra memory. Ours is the whole RSS of
the process that looked, its interpreter included. Tools that are not installed, or take over an hour, are left out.
"""

import argparse
import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process

HEAP = """
import sys, time
from pathlib import Path
ROWS = [{"id": i, "name": f"name {i}", "v": [i, i + 0.5], "price": i * 1.5} for i in range(int(sys.argv[1]) // 7)]
def status(key):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) * 1024
def guppy3():
    from guppy import hpy
    return str(hpy().heap())
def pympler():
    from pympler import muppy, summary
    return summary.summarize(muppy.get_objects())
def objgraph():
    import objgraph
    return objgraph.most_common_types()
tool = globals().get(sys.argv[2])
if tool is None:
    print("ready", status("VmRSS"), flush=True)
    sys.stdin.read()
else:
    Path("/proc/self/clear_refs").write_text("5")
    before, began, used = status("VmRSS"), time.monotonic(), time.process_time()
    tool()
    print(time.monotonic() - began, time.process_time() - used, status("VmHWM") - before, before)
"""
LONGEST_SECONDS = 3600
AFTER_OWNERS = "its caches"
"""The step that begins when garbage, owners, retained sizes and what keeps free memory are told."""


def peak_rss_bytes() -> int:
    """Our own, from the start on."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def look(pid: int) -> None:
    """Name the owners, and print what it took as JSON."""
    began, used = time.monotonic(), time.process_time()
    steps: dict[str, tuple[float, int]] = {}

    def tell(step: str) -> None:
        steps[step] = time.process_time() - used, peak_rss_bytes()

    owners = read_heap_of_process(pid, Asked(tell=tell)).kept.owners
    assert owners is not None
    blocks = sum(one.blocks for one in owners)
    took = [time.monotonic() - began, time.process_time() - used, peak_rss_bytes(), blocks]
    print(json.dumps([*took, *steps[AFTER_OWNERS]]))


def measure_ours(objects: int) -> None:
    """Print a line."""
    line = [sys.executable, "-c", HEAP, str(objects), "none"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        rss = int(child.stdout.readline().split()[1])
        command = [sys.executable, __file__, "--look", str(child.pid)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, used, peak, blocks, used_before, peak_before = json.loads(done.stdout)
        child.kill()
    print(f"{_line('sparsemem', seconds, used, peak, rss)}; {blocks / seconds / 1e6:.2f} million blocks/s;")
    print(f"            without caches and waste {used_before:.1f} s of processor time, {peak_before / 2**20:.0f} MB")


def measure_tool(tool: str, objects: int) -> None:
    """Print a line, also where the tool is not there."""
    line = [sys.executable, "-c", HEAP, str(objects), tool]
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print(f"  {tool:9} over {LONGEST_SECONDS} s")
        return
    if done.returncode:
        print(f"  {tool:9} {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
        return
    print(_line(tool, *map(float, done.stdout.split())))


def _line(tool: str, seconds: float, used: float, extra: float, rss: float) -> str:
    time_ = f"{seconds:8.1f} s, {used:.1f} s of processor time"
    return f"  {tool:9} {time_}, {extra / 2**20:6.0f} MB, {extra / rss:.0%} of the heap's {rss / 2**20:.0f} MB"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", default="1,5,10", help="objects in the heap")
    parser.add_argument("--tools", default="sparsemem,guppy3,pympler,objgraph", help="which of them")
    parser.add_argument("--look", type=int, metavar="PID", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        look(options.look)
        return
    for millions in map(int, options.millions.split(",")):
        print(f"{millions} million objects", flush=True)
        for tool in options.tools.split(","):
            measure = measure_ours if tool == "sparsemem" else partial(measure_tool, tool)
            measure(millions * 1_000_000)


if __name__ == "__main__":
    main()
