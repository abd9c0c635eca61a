"""The garbage that is found from outside, against what the process's own collector finds."""

import json
import re
import time

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.collector_search import collector_of
from sparsemem.outside.garbage.collector_state import freed_between
from sparsemem.outside.garbage.second_look import confirm
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from tests.outside.children import interpreters
from tests.outside.garbage.asked_child import Begin
from tests.outside.garbage.kinds_of_cycles import CYCLES, DRIVER, INNOCENT


def _graph(pid: int) -> Graph:
    return read_heap(open_view(open_source(pid))).graph


def _found(graph: Graph) -> tuple[set[int], dict[int, str]]:
    """The addresses of the garbage, and the type of each."""
    nodes = find_unreachable(graph).nodes
    nodes = nodes[~graph.traversal.is_link[graph.kind[nodes]]]
    addresses = graph.objects(nodes).tolist()
    types = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
    return set(addresses), dict(zip(addresses, types, strict=True))


def _functions(program: str) -> list[str]:
    return re.findall(r"^def (\w+)\(\):", program, re.MULTILINE)


@pytest.mark.parametrize("python", interpreters())
def test_each_kind_of_cycle(begin: Begin, python: str) -> None:
    child = begin(CYCLES + DRIVER, python=python)
    for kind in _functions(CYCLES):
        assert child.ask(kind) == "made"
        found, types = _found(_graph(child.pid))
        own, finalized = (set(part) for part in json.loads(child.ask()))
        # A generator in a cycle is closed before the collector counts, and so is not in `gc.garbage`.
        assert len(own | finalized) > 20, kind
        assert found - finalized == own - finalized, (kind, [types[one] for one in found - own])
        assert found >= finalized, kind


@pytest.mark.parametrize("python", interpreters())
def test_programs_without_cycles(begin: Begin, python: str) -> None:
    child = begin(INNOCENT + DRIVER, python=python)
    for kind in _functions(INNOCENT):
        assert child.ask(kind) == "made"
        found, types = _found(_graph(child.pid))
        own, _ = json.loads(child.ask())
        assert found == set(own), (kind, [types.get(one) for one in found ^ set(own)])


CHURN = """
import collections, gc, random, sys, threading
gc.collect()
gc.disable()
class Node:
    def __init__(self, parent):
        self.parent, self.children, self.data = parent, [], {"p": parent}
def work(seed):
    source, kept = random.Random(seed), collections.deque()
    while True:
        one = Node(None)
        for _ in range(4):
            one.children.append(Node(one))
        kept.append((one, [one], {"a": one}, lambda one=one: one))
        if len(kept) > 4000:
            old = kept.popleft()
            for child in old[0].children:
                child.parent = child.data = None
            del old, child
PLANTED = int(sys.argv[1])
for _ in range(PLANTED):
    one = Node(None)
    one.children.append(Node(one))
one = None
for seed in range(2):
    threading.Thread(target=work, args=(seed,), daemon=True).start()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("planted", [0, 500])
def test_while_two_threads_allocate_at_full_speed(begin: Begin, python: str, planted: int) -> None:
    child = begin(CHURN, str(planted), python=python)
    assert child.hear() == "ready"
    time.sleep(0.3)
    for _ in range(2):
        graph = _graph(child.pid)
        nodes = confirm(graph, find_unreachable(graph).nodes)
        names = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
        assert names.count("Node") == 2 * planted
        assert names.count("list") == 2 * planted


COLLECTED = """
import gc, sys
gc.collect()
gc.disable()
class Node:
    def __init__(self):
        self.me = self
for _ in range(500):
    Node()
print("made", flush=True)
sys.stdin.readline()
print(gc.collect(), flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("python", interpreters())
def test_a_collection_in_the_middle_of_a_look_is_seen_and_leaves_none_of_it(begin: Begin, python: str) -> None:
    child = begin(COLLECTED, python=python)
    assert child.hear() == "made"
    before = collector_of(open_source(child.pid))
    graph = _graph(child.pid)
    nodes = find_unreachable(graph).nodes
    freed = int(child.ask())
    after = collector_of(open_source(child.pid))
    assert len(nodes) >= 500
    assert len(confirm(graph, nodes)) == 0
    assert before is not None
    assert freed_between(before, before) in (0, None)
    assert freed_between(before, after) in ((None,) if before.collected is None else (freed,))
