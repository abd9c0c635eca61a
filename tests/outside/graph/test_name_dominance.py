"""What goes with a name alone, against the plain meaning: take its bindings away, and see what is still reached."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sparsemem.outside.graph.name_dominance import Dominance
from sparsemem.outside.graph.reachability_walk import Walk

Pairs = list[tuple[int, int]]
NODES, CLOSED = 12, 5
NAMES = 4
"""Of bindings 1 to 4; references to even nodes from nodes of the last third have a name of their own, 5."""


class _Graph:
    """Nodes that are their own addresses, and references that are given."""

    def __init__(self, references: Pairs) -> None:
        self.kind = np.zeros(NODES, np.uint16)
        self.kinds = SimpleNamespace(is_leaf=np.zeros(1, np.bool_))
        self._references = np.array(sorted(references), np.int32).reshape(-1, 2)

    def __len__(self) -> int:
        return NODES

    def find_objects(self, pointers: NDArray[np.uint64]) -> NDArray[np.int32]:
        return pointers.astype(np.int32)

    def edges(self, nodes: NDArray[np.int32]) -> Iterator[Any]:
        mine = self._references[np.isin(self._references[:, 0], nodes)]
        yield SimpleNamespace(sources=mine[:, 0], targets=mine[:, 1])


def _has_own_name(source: Any, target: Any) -> Any:
    return (source >= NODES - NODES // 3) & (target % 2 == 0)


class _Attributes:
    def __init__(self, are_named: bool) -> None:
        self._are_named = are_named

    def name(self, edges: Any, labels: NDArray[np.uint16]) -> None:
        if self._are_named:
            labels[_has_own_name(edges.sources, edges.targets)] = NAMES + 1


def _reached(bindings: Pairs, references: Pairs, without: int) -> set[int]:
    found: set[int] = set()
    pending = [node for name, node in bindings if name != without]
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending += [
                target
                for source, target in references
                if source == node != CLOSED and not (without == NAMES + 1 and _has_own_name(source, target))
            ]
    return found


NODE = st.integers(0, NODES - 1)


BINDINGS = st.lists(st.tuples(st.integers(1, NAMES), NODE), max_size=8)
REFERENCES = st.lists(st.tuples(NODE, NODE), max_size=30)


def _alone(bindings: Pairs, references: Pairs, are_named: bool) -> tuple[NDArray[Any], set[int]]:
    """The set of each node, and the nodes that are reached at all."""
    graph: Any = _Graph(references)
    attributes: Any = _Attributes(are_named)
    walk = Walk(graph, attributes)
    walk.claim(np.array([NAMES], np.uint16), np.array([CLOSED], np.uint64))
    names, nodes = np.array(bindings, np.uint64).reshape(-1, 2).T
    walk.follow(names.astype(np.uint16), nodes)
    sets = Dominance(walk, (1 << np.arange(NAMES + 2)).astype(np.uint16)).settle().sets
    every = _reached(bindings, references, 0) - {CLOSED}
    assert set(np.flatnonzero(walk.label).tolist()) - {CLOSED} == every
    return sets, every


@settings(max_examples=300, deadline=None)
@given(BINDINGS, REFERENCES)
def test_against_taking_each_name_away(bindings: Pairs, references: Pairs) -> None:
    sets, every = _alone(bindings, references, are_named=False)
    for name in range(1, NAMES + 1):
        gone = every - _reached(bindings, references, name)
        assert {node for node in every if sets[node] >> name & 1} == gone


@settings(max_examples=300, deadline=None)
@given(BINDINGS, REFERENCES)
def test_an_attribute_that_several_owners_have_never_claims_too_much(bindings: Pairs, references: Pairs) -> None:
    sets, every = _alone(bindings, references, are_named=True)
    for name in range(1, NAMES + 2):
        gone = every - _reached(bindings, references, name)
        assert {node for node in every if sets[node] >> name & 1} <= gone
