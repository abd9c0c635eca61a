"""What finding the garbage of a process costs beyond reading its references: seconds of processor time, and memory.

    python benchmarks/garbage_cost.py [--tracked 1000000] [--dead 0,10,100]

A child holds so many objects that its collector tracks, so many in a hundred of them dead: trees whose children know
their parent. What reading costs stands beside it. Memory is what the peak rose by. Each line is of a fresh process.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.garbage_record import tell_garbage
from sparsemem.outside.garbage.retained_by_garbage import find_retained
from sparsemem.outside.garbage.second_look import confirm
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.heap_graph import read_heap

CHILD = """
import gc, sys
gc.collect()
gc.disable()
class Node:
    __slots__ = ("parent", "children", "name")
    def __init__(self, parent, name):
        self.parent, self.children, self.name = parent, [], name
def tree(number):
    root = Node(None, f"root {number}")
    root.children += [Node(root, f"child {number} {at}") for at in range(9)]
    return root
trees, dead = int(sys.argv[1]) // 20, int(sys.argv[2])
KEPT = [one for number in range(trees) if (one := tree(number)) and number % 100 >= dead]
one = None
print("ready", flush=True)
sys.stdin.read()
"""


def measure(tracked: int, dead: int) -> str:
    """A line of the table."""
    line = [sys.executable, "-c", CHILD, str(tracked), str(dead)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            return _measured(child.pid, tracked, dead)
        finally:
            child.kill()


def _measured(pid: int, tracked: int, dead: int) -> str:
    first, before = time.process_time(), _begin()
    graph = read_heap(open_view(open_source(pid))).graph
    read, read_bytes = time.process_time() - first, _peak() - before
    begun, before = time.process_time(), _begin()
    nodes = confirm(graph, find_unreachable(graph).nodes)
    found, found_bytes = time.process_time() - begun, _peak() - before
    tell_garbage(graph, nodes, find_retained(graph, nodes))
    told, told_bytes = time.process_time() - begun, _peak() - before
    size = f"{tracked:9,} tracked {dead:3} % dead {len(graph):10,} nodes"
    costs = ((read, read_bytes), (found, found_bytes), (told, told_bytes))
    parts = (f"{name} {cost[0]:5.2f} s {cost[1] >> 20:4} MiB" for name, cost in zip(_NAMES, costs, strict=True))
    return f"{size}  {'  '.join(parts)}  {len(nodes):9,} found"


_NAMES = ("reading", "finding", "with shapes")


def _begin() -> int:
    """Sets the peak back to what is there, and tells it."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tracked", type=int, default=1_000_000)
    parser.add_argument("--dead", default="0,10,100")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(measure(options.tracked, int(options.dead)))
        return
    for dead in options.dead.split(","):
        line = [sys.executable, __file__, "--one", "--tracked", str(options.tracked), "--dead", dead]
        subprocess.run(line, check=True)


if __name__ == "__main__":
    main()
