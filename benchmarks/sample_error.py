"""How far who holds a heap is off where it is estimated from a sample: a heap whose owners are known by arithmetic.

    python benchmarks/sample_error.py [--millions 25]

A child builds trees with pointers to parents, records that a list and a dict hold together, many dicts of 500
entries, and tuples of texts and of tuples. Each is measured at a tenth of the size, where all is followed, and
foretold from that.
"""

import argparse
import json
import subprocess
import sys
import time

from owners_cost import peak_rss_bytes

from sparsemem.model import Heap
from sparsemem.outside.heap_reading import read_owners

HEAP = """
import gc, sys
gc.disable()
n = int(sys.argv[1])
class Node:
    __slots__ = ("name", "children", "parent", "kind")
    def __init__(self, name, parent):
        self.name, self.parent, self.children, self.kind = name, parent, [], None
KINDS = [bytes(2_000) for _ in range(n // 25_000)]
def tree(i):
    top = Node(f"top {i}", None)
    top.kind = KINDS[i % len(KINDS)]
    top.children = [Node(f"child {i} {k}", top) for k in range(3)]
    return top
TREES = [tree(i) for i in range(10**6, 10**6 + n * 36 // 1200)]
RECORDS = [{"id": i, "text": f"text {i}", "pair": (i, -i)} for i in range(10**7, 10**7 + n * 6 // 100)]
BY_ID = {one["id"]: one for one in RECORDS}
GROUPS = [{j: str(j) for j in range(10**8 + i * 500, 10**8 + i * 500 + 500)} for i in range(n // 5005)]
WORDS = tuple(str(i) for i in range(10**8, 10**8 + n // 10))
FLOATS = tuple((float(i),) for i in range(n // 50))
print(flush=True)
sys.stdin.read()
"""
NAMES = ("TREES", "GROUPS", "WORDS", "FLOATS")
"""Each holds what nobody else does."""


def look(pid: int) -> None:
    """Who holds what, as JSON, with what it took."""
    used = time.process_time()
    heap = read_owners(pid)
    assert heap is not None
    print(json.dumps([time.process_time() - used, peak_rss_bytes(), heap.sampled, _retained(heap)]))


def _retained(heap: Heap) -> dict[str, int]:
    return {name: one.retained_bytes for one in heap.owners for name in NAMES if one.owner == f"__main__.{name}"}


def measure(objects: int) -> dict[str, int]:
    """Prints what a look took; what each name retains."""
    line = [sys.executable, "-c", HEAP, str(objects)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        command = [sys.executable, __file__, "--look", str(child.pid)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        child.kill()
    used, peak, sampled, retained = json.loads(done.stdout)
    share = f"1 in {sampled} entries of large containers" if sampled else "all of it"
    print(f"{objects / 1e6:.1f} million objects, {share}: {used:.1f} s of processor time, {peak / 2**20:.0f} MB")
    found: dict[str, int] = retained
    return found


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", type=float, default=25, help="objects in the heap")
    parser.add_argument("--look", type=int, metavar="PID", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        look(options.look)
        return
    objects = int(options.millions * 1_000_000)
    small, large = measure(objects // 10), measure(objects)
    for name in NAMES:
        print(f"  {name:8} {large[name] / 1e6:7.1f} MB, {large[name] / (10 * small[name]) - 1:+.2%}")


if __name__ == "__main__":
    main()
