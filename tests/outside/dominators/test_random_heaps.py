"""Random graphs of objects in a real process: the dominators that are found from outside are those of networkx.

One child serves all graphs. References lead through lists, dicts, sets, tuples and attributes by turns; what belongs
to one object alone, as its list does, is passed through on the way up to the next object of the graph.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import wait_until_it_sleeps
from tests.outside.dominators.graphs import Arcs, expected_dominators

CHILD = """
import gc, json, sys
gc.disable()
class Node:
    def __init__(self):
        self.items, self.by_key, self.by_value, self.members, self.pairs = [], {}, {}, set(), []
    def lead_to(self, other, number):
        way = number % 8
        if way == 0:
            self.items.append(other)
        elif way == 1:
            self.by_key[other] = None
        elif way == 2:
            self.by_value[len(self.by_value)] = other
        elif way == 3:
            self.members.add(other)
        elif way == 4:
            self.pairs.append((None, other))
        else:
            setattr(self, f"attribute{number}", other)
def build(count, arcs, roots):
    nodes = [Node() for _ in range(count)]
    for number, (source, target) in enumerate(arcs):
        nodes[source].lead_to(nodes[target], number)
    HELD.update((f"held {root}", nodes[root]) for root in roots)
    return [id(node) for node in nodes]
HELD = {}
for line in sys.stdin:
    HELD.clear()
    gc.collect()
    print(json.dumps(build(*json.loads(line))), flush=True)
"""


class Served:
    """The child, and what was asked of it."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self.child = child

    def build(self, count: int, arcs: Arcs, roots: list[int]) -> list[int]:
        """The address of each node."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(json.dumps([count, arcs, roots]) + "\n")
        self.child.stdin.flush()
        answer: list[int] = json.loads(self.child.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A child for all graphs of this file."""
    line = [sys.executable, "-c", CHILD]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        yield Served(child)
        child.kill()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int]]:
    """How many nodes, the arcs between them, and those that are held."""
    count = draw(st.integers(2, 60))
    node = st.integers(0, count - 1)
    arcs = draw(st.lists(st.tuples(node, node), min_size=count, max_size=3 * count))
    if draw(st.booleans()):
        arcs += [(at, at + 1) for at in range(count - 1)]
    return count, arcs, draw(st.lists(node, min_size=1, max_size=4, unique=True))


@given(made=graphs())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes, each example being a survey
)
def test_dominators_in_a_real_heap_are_those_of_networkx(
    served: Served, made: tuple[int, list[tuple[int, int]], list[int]]
) -> None:
    count, arcs, roots = made
    addresses = served.build(count, arcs, roots)
    wait_until_it_sleeps(served.child.pid)  # it has answered, and may still be about to drop what it answered with
    live = take_survey(open_view(open_source(served.child.pid)), find_waiting).live

    expected = expected_dominators(count, arcs, roots)
    alive = [number for number in range(count) if expected[number] >= 0]
    nodes = live.heap.graph.find(np.array([addresses[number] for number in alive], np.uint64)).tolist()
    assert min(nodes) >= 0
    numbers = dict(zip(nodes, alive, strict=True))
    found = [_next_above(live.heap.tree.dominator, node, numbers, count) for node in nodes]
    assert found == [expected[number] for number in alive]


def _next_above(dominator: np.ndarray, node: int, numbers: dict[int, int], root: int) -> int:
    """The number of the next node of the graph above one in the tree, `root` where there is none."""
    above = int(dominator[node])
    while 0 <= above < len(dominator) and above not in numbers:
        above = int(dominator[above])
    return numbers.get(above, root)
