"""All kinds of cycles at once, and all programs without any, while other threads allocate at full speed."""

import json

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from tests.outside.children import interpreters
from tests.outside.garbage.asked_child import Asked, Begin
from tests.outside.garbage.kinds_of_cycles import CYCLES, INNOCENT

BUSY = """
import collections, gc, json, sys, threading
gc.collect()
gc.disable()
KEPT = {name: globals()[name]() for name in sys.argv[1:]}
class Busy:
    def __init__(self, parent):
        self.parent, self.children, self.data = parent, [], {"p": parent}
def work():
    kept = collections.deque()
    while True:
        one = Busy(None)
        one.children += [Busy(one) for _ in range(4)]
        kept.append((one, [one], {"a": one}, lambda one=one: one))
        if len(kept) > 2000:
            old = kept.popleft()
            for child in old[0].children:
                child.parent = child.data = None
            del old, child
for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
print("made", flush=True)
sys.stdin.readline()
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
print(json.dumps([[id(one) for one in gc.garbage], KEPT.get("generators", [])]), flush=True)
sys.stdin.readline()
"""


def functions(program: str) -> list[str]:
    """Those that make something."""
    return [line[4 : line.index("(")] for line in program.splitlines() if line.startswith("def ") and "():" in line]


def found_in(child: Asked) -> tuple[set[int], dict[int, str]]:
    """The addresses of the garbage, and the type of each."""
    graph = read_heap(open_view(open_source(child.pid))).graph
    nodes = find_waiting(graph)
    nodes = nodes[~graph.traversal.is_link[graph.kind[nodes]]]
    types = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
    found = dict(zip(graph.objects(nodes).tolist(), types, strict=True))
    return set(found), found


@pytest.mark.parametrize("python", interpreters())
def test_all_kinds_of_cycles(begin: Begin, python: str) -> None:
    child = begin(CYCLES + BUSY, *functions(CYCLES), python=python)
    assert child.hear() == "made"
    found, types = found_in(child)
    own, finalized = (set(part) for part in json.loads(child.ask()))
    assert len(own) > 10_000
    assert found - finalized == own - finalized, [types[one] for one in found - own]
    assert found >= finalized


@pytest.mark.parametrize("python", interpreters())
def test_programs_without_cycles(begin: Begin, python: str) -> None:
    child = begin(INNOCENT + BUSY, *functions(INNOCENT), python=python)
    assert child.hear() == "made"
    found, types = found_in(child)
    own, _ = (set(part) for part in json.loads(child.ask()))
    assert found == own, [types.get(one) for one in found ^ own]
