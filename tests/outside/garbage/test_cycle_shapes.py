"""The cycles of garbage by shape, and what they keep, in programs where both are known."""

from typing import Any

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.cycle_shapes import Shape, find_shapes
from sparsemem.outside.garbage.retained_by_garbage import find_retained, retained_bytes
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from tests.outside.children import Start, interpreters

PROGRAM = """
import gc
gc.collect()
gc.disable()

class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []

class Pair:
    __slots__ = ("other", "payload")

class Bus:
    def __init__(self):
        self.on_event = self.call
    def call(self):
        pass

def fails():
    try:
        raise ValueError("x")
    except ValueError as error:
        kept = error

for _ in range(50):
    root = Node()
    root.children += [Node(root) for _ in range(3)]
    one, two = Pair(), Pair()
    one.other, two.other, one.payload = two, one, bytes(100_000)
for _ in range(40):
    Bus()
for _ in range(30):
    fails()
for _ in range(20):
    table = {}
    table["me"] = [table]
root = one = two = table = None
EXTRA = {}
"""
SHAPES = {
    ("Node.children", "list[]", "Node.parent"): (50, 250),
    ("Pair.other", "Pair.other"): (50, 100),
    ("Bus.on_event", "method.__self__"): (40, 80),
    ("ValueError.__traceback__", "traceback.tb_frame", "frame local kept"): (30, 90),
    ("dict['me']", "list[]"): (20, 40),
}


def _rotated(steps: list[str]) -> tuple[str, ...]:
    """A circle begins anywhere: here with its least step."""
    at = steps.index(min(steps))
    return tuple(steps[at:] + steps[:at])


def _shapes(graph: Graph) -> dict[tuple[str, ...], Shape]:
    shapes, is_whole = find_shapes(graph, find_unreachable(graph).nodes)
    assert is_whole
    return {_rotated(one.shape.split(" -> ")): one for one in shapes}


@pytest.mark.parametrize("python", interpreters())
def test_each_shape_is_named_and_counted(start: Start, python: str) -> None:
    graph = read_heap(open_view(open_source(start(PROGRAM, python).pid))).graph
    shapes = _shapes(graph)
    for steps, (count, objects) in SHAPES.items():
        one = shapes[_rotated(list(steps))]
        assert (one.count, one.objects) == (count, objects), steps
        assert len(one.nodes) == objects


@pytest.mark.parametrize("python", interpreters())
def test_what_hangs_on_a_shape_is_retained_with_it(start: Start, python: str) -> None:
    graph = read_heap(open_view(open_source(start(PROGRAM, python).pid))).graph
    pair = _shapes(graph)[("Pair.other", "Pair.other")]
    python_bytes, malloc_bytes = retained_bytes(graph, find_retained(graph, pair.nodes))
    assert malloc_bytes == pytest.approx(50 * 100_048, rel=0.01)
    assert python_bytes == pytest.approx(100 * 48, rel=0.35)


def test_memory_that_goes(start: Start) -> None:
    """The garbage as a whole keeps what the process loses by a collection, within 2 %."""
    before, after = (_live(start(PROGRAM + more)) for more in ("", "gc.collect()\n"))
    graph, live = before
    nodes = find_unreachable(graph).nodes
    kept = sum(retained_bytes(graph, find_retained(graph, nodes)))
    assert kept == pytest.approx(live - after[1], rel=0.02)


def _live(child: Any) -> tuple[Graph, int]:
    """The graph of a child, and the bytes of all its blocks and chunks in use."""
    graph = read_heap(open_view(open_source(child.pid))).graph
    pools = graph.view.arenas.pools
    chunks = (graph.words.astype(int) + 1) * 8
    return graph, int((pools.used * pools.block_size).sum()) + int(chunks.sum())
