"""The garbage that is found from outside, against what the process's own collector finds."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.second_look import confirm
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from tests.outside.children import interpreters
from tests.outside.garbage.kinds_of_cycles import CYCLES, DRIVER, INNOCENT


@contextmanager
def _child(python: str, program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    line = [python, "-c", program, *arguments]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def _ask(child: subprocess.Popen[str], line: str) -> str:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(line + "\n")
    child.stdin.flush()
    return child.stdout.readline()


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
def test_each_kind_of_cycle(python: str) -> None:
    with _child(python, CYCLES + DRIVER) as child:
        for kind in _functions(CYCLES):
            assert _ask(child, kind) == "made\n"
            found, types = _found(_graph(child.pid))
            own, finalized = (set(part) for part in json.loads(_ask(child, "")))
            # A generator in a cycle is closed before the collector counts, and so is not in `gc.garbage`.
            assert len(own | finalized) > 20, kind
            assert found - finalized == own - finalized, (kind, [types[one] for one in found - own])
            assert found >= finalized, kind


@pytest.mark.parametrize("python", interpreters())
def test_programs_without_cycles(python: str) -> None:
    with _child(python, INNOCENT + DRIVER) as child:
        for kind in _functions(INNOCENT):
            assert _ask(child, kind) == "made\n"
            found, types = _found(_graph(child.pid))
            own, _ = json.loads(_ask(child, ""))
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
def test_while_two_threads_allocate_at_full_speed(python: str, planted: int) -> None:
    with _child(python, CHURN, str(planted)) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.3)
        for _ in range(2):
            graph = _graph(child.pid)
            nodes = confirm(graph, find_unreachable(graph).nodes)
            names = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
            assert names.count("Node") == 2 * planted
            assert names.count("list") == 2 * planted
