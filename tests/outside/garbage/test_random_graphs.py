"""Random graphs of objects in a real process: what is found from outside against networkx and the collector itself.

One child serves all graphs: it builds each as it is told, and then says what its collector finds.
"""

import json
from collections.abc import Iterator

import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.cycle_shapes import find_shapes
from sparsemem.outside.garbage.retained_by_garbage import find_retained, retained_bytes
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.graph.reference_graph import Graph
from tests.outside.garbage.asked_child import Asked, children

CHILD = """
import gc, json, sys
gc.collect()
gc.disable()
class Node:
    __slots__ = ("held", "payload")
    def __init__(self, size):
        self.held, self.payload = [], bytes(size)
def build(count, edges, roots, size):
    nodes = [Node(size) for _ in range(count)]
    for source, target in edges:
        nodes[source].held.append(nodes[target])
    KEPT.extend(nodes[root] for root in roots)
    return [id(node) for node in nodes]
KEPT = []
for line in sys.stdin:
    KEPT.clear()
    gc.collect()
    print(json.dumps(build(*json.loads(line))), flush=True)
    sys.stdin.readline()
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    print(json.dumps([id(one) for one in gc.garbage]), flush=True)
    gc.set_debug(0)
    gc.garbage.clear()
"""
PAYLOAD = 2000


@pytest.fixture(scope="module")
def served() -> Iterator[Asked]:
    """A child for all graphs of this file."""
    with children() as begin:
        yield begin(CHILD)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    """How many nodes, the edges between them, and those that are held."""
    count = draw(st.integers(1, 40))
    node = st.integers(0, count - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=3 * count))
    return count, edges, draw(st.lists(node, max_size=3))


def components(graph: Graph, nodes: np.ndarray, known: dict[int, int]) -> set[tuple[frozenset[int], int]]:
    """The nodes of each shape by their numbers, and how many components they are."""
    shapes, is_whole = find_shapes(graph, nodes)
    assert is_whole
    found: set[tuple[frozenset[int], int]] = set()
    for shape in shapes:
        inside = [known[one] for one in graph.objects(shape.nodes).tolist() if one in known]
        found.add((frozenset(inside), shape.count))
    return found


@given(made=graphs())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_dead_and_its_components(served: Asked, made: tuple[int, list[tuple[int, int]], list[int]]) -> None:
    count, edges, roots = made
    addresses = json.loads(served.ask(json.dumps([count, edges, roots, PAYLOAD])))
    graph = read_heap(open_view(open_source(served.pid))).graph
    nodes = find_waiting(graph)
    own = set(json.loads(served.ask()))
    assert set(graph.objects(nodes).tolist()) == own

    wanted = networkx.DiGraph(edges)
    wanted.add_nodes_from(range(count))
    alive = set(roots).union(*(networkx.descendants(wanted, root) for root in roots)) if roots else set()
    dead = wanted.subgraph(set(range(count)) - alive)
    cyclic = [one for one in networkx.strongly_connected_components(dead) if is_cyclic(dead, one)]
    inside = set().union(*cyclic) if cyclic else set()
    known = {address: number for number, address in enumerate(addresses)}
    found = components(graph, nodes, known)
    assert frozenset().union(*(members for members, _ in found)) == inside
    assert sum(number for _, number in found) == len(cyclic)
    held = inside.union(*(networkx.descendants(dead, one) for one in inside)) if inside else set()
    _, kept = retained_bytes(graph, find_retained(graph, nodes))
    assert kept == pytest.approx(len(held) * (PAYLOAD + 48), rel=0.02)


def is_cyclic(graph: "networkx.DiGraph", component: set[int]) -> bool:
    """Whether it has a cycle: several nodes, or one that refers to itself."""
    first = next(iter(component))
    return len(component) > 1 or graph.has_edge(first, first)
