"""What is found from outside against what pympler and objgraph see from inside, in the same process."""

import json

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.cycle_shapes import find_shapes
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from tests.outside.garbage.asked_child import Begin

pytest.importorskip("pympler")
pytest.importorskip("objgraph")
CHILD = """
import gc, json, sys
import objgraph
from pympler.garbagegraph import GarbageGraph
class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []
class Lonely:
    pass
gc.collect()
gc.disable()
for _ in range(7):
    root = Node()
    root.children += [Node(root) for _ in range(3)]
    root.lonely = Lonely()
root = None
print("made", flush=True)
sys.stdin.readline()
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
dead = list(gc.garbage)
gc.set_debug(0)
kinds = objgraph.typestats(dead)
del dead
gc.garbage.clear()
gc.collect()
for _ in range(7):
    root = Node()
    root.children += [Node(root) for _ in range(3)]
    root.lonely = Lonely()
root = None
reduced = GarbageGraph(reduce=True)
cyclic = [one.type for one in reduced.metadata if one.type in ("Node", "Lonely")]
print(json.dumps([kinds, cyclic, len(reduced.metadata), len(list(reduced.split()))]), flush=True)
sys.stdin.readline()
"""


def test_types_and_components(begin: Begin) -> None:
    child = begin(CHILD)
    assert child.hear() == "made"
    graph = read_heap(open_view(open_source(child.pid))).graph
    nodes = find_waiting(graph)
    shapes, _ = find_shapes(graph, nodes)
    kinds, cyclic, objects, components = json.loads(child.ask())
    names = [graph.kinds.types[kind].name for kind in graph.kind[nodes].tolist()]
    for name in ("Node", "Lonely", "list"):
        assert names.count(name) == kinds[name]
    (tree,) = (shape for shape in shapes if "Node" in shape.types)
    assert tree.count == components == 7
    assert cyclic.count("Node") == 28
    assert "Lonely" not in cyclic
    assert tree.objects <= objects
