"""What no collection frees: what is found from outside, in programs that know it."""

import pytest

from sparsemem.model import Garbage, Uncollectable
from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.garbage_record import tell_garbage
from sparsemem.outside.garbage.retained_by_garbage import find_retained
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from tests.outside.children import Start, interpreters

BEFORE = """
import gc
gc.collect()
class Node:
    def __init__(self, size):
        self.me, self.data = self, bytes(size)
def make(count, kind=Node):
    for _ in range(count):
        kind(10_000)
"""
FROZEN = """
gc.disable()
make(50)
KEPT = [Node(10_000) for _ in range(30)]
gc.freeze()
make(20)
"""
SAVED = """
gc.set_debug(gc.DEBUG_SAVEALL)
make(50)
gc.collect()
gc.disable()
"""
PUT_THERE = """
KEPT = [Node(10_000) for _ in range(30)]
gc.garbage.extend(KEPT[:10])
gc.garbage.append([Node(10_000) for _ in range(40)])
"""
CAME_BACK = """
class Phoenix(Node):
    def __del__(self):
        POOL.append(self)
class Mortal(Node):
    def __del__(self):
        pass
POOL = []
make(50, Phoenix)
make(50, Mortal)
KEPT = [Phoenix(10_000) for _ in range(30)]
gc.collect()
gc.disable()
"""
INNOCENT = """
import asyncio, io, tempfile
class Node:
    def __init__(self):
        self.me = self
    def __del__(self):
        pass
def counts():
    yield 1
KEPT = [Node() for _ in range(50)], [counts() for _ in range(5)], io.StringIO("x"), tempfile.TemporaryFile()
next(KEPT[1][0])
asyncio.run(asyncio.sleep(0))
for _ in range(100):
    Node()
gc.collect()
gc.freeze()
"""


def garbage_of(start: Start, program: str, python: str) -> Garbage:
    graph = read_heap(open_view(open_source(start(BEFORE + program, python).pid))).graph
    nodes = find_waiting(graph)
    return tell_garbage(graph, nodes, find_retained(graph, nodes))


def only(found: Garbage) -> Uncollectable:
    (one,) = found.uncollectable
    return one


@pytest.mark.parametrize("python", interpreters())
def test_what_was_dead_when_it_was_frozen(start: Start, python: str) -> None:
    found = garbage_of(start, FROZEN, python)
    one = only(found)
    assert (one.why, one.types[0]) == ("frozen", "Node")
    assert one.retained_bytes == pytest.approx(50 * 10_100, rel=0.02)
    (cycle,) = (cycle for cycle in found.cycles if cycle.types[0] == "Node")
    assert (cycle.waits, cycle.count) == ("frozen", 70), "most of them"
    assert cycle.retained_bytes == pytest.approx(70 * 10_100, rel=0.02), "what came later waits"


@pytest.mark.parametrize("python", interpreters())
def test_what_the_collector_was_told_to_keep(start: Start, python: str) -> None:
    one = only(garbage_of(start, SAVED, python))
    assert (one.why, one.saves_all) == ("gc.garbage", True)
    assert "Node" in one.types
    assert one.retained_bytes == pytest.approx(50 * 10_100, rel=0.05)


@pytest.mark.parametrize("python", interpreters())
def test_what_is_kept_there_alone(start: Start, python: str) -> None:
    one = only(garbage_of(start, PUT_THERE, python))
    assert (one.why, one.types[0], one.saves_all) == ("gc.garbage", "Node", False)
    assert one.retained_bytes == pytest.approx(40 * 10_100, rel=0.02)


@pytest.mark.parametrize("python", interpreters())
def test_what_its_own_finalizer_brought_back(start: Start, python: str) -> None:
    one = only(garbage_of(start, CAME_BACK, python))
    assert (one.why, one.types, one.objects) == ("resurrected", ("Phoenix",), 50)
    assert one.retained_bytes == pytest.approx(50 * 10_100, rel=0.02)


@pytest.mark.parametrize("python", interpreters())
def test_what_is_frozen_alive_and_has_finalizers_is_none(start: Start, python: str) -> None:
    found = garbage_of(start, INNOCENT, python)
    assert found.uncollectable == ()
    assert "Node" not in {name for cycle in found.cycles for name in cycle.types}
