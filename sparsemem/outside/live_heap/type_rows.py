"""The types of the live objects: how many, their bytes, and what all of a type retain together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import GARBAGE
from sparsemem.outside.live_heap.labelled_nodes import LabelledNodes
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.own_memory import parts, positions

_FEW_STEPS = 64


@dataclass(frozen=True, slots=True)
class Typed:
    """The objects of one type; bytes."""

    type: str
    objects: int
    live_bytes: int
    retained_bytes: int


def type_rows(heap: SolvedHeap, nodes: LabelledNodes, most: int) -> list[Typed]:
    """Those with the most bytes, by what they retain; what has no owner, and garbage, is left out."""
    sums = _sums(heap, nodes)
    best = set(np.argsort(sums[1])[::-1][:most].tolist()) | set(np.argsort(sums[2])[::-1][:most].tolist())
    best = {one for one in best if sums[0][one]}
    kept = _retained(heap, sorted(best), _inner_kinds(heap), sums)
    rows = [Typed(heap.graph.kinds.types[one].name, int(sums[0][one]), int(sums[1][one]), kept[one]) for one in best]
    return sorted(rows, key=lambda row: row.retained_bytes, reverse=True)


def _sums(heap: SolvedHeap, nodes: LabelledNodes) -> NDArray[np.int64]:
    """By type: objects, their bytes, and what they retain, what is nested counted as often; shape (3, types).

    Nearly all nodes are leaves of the tree, and retain what they take.
    """
    kind, lost = heap.graph.kind, nodes.number((GARBAGE,))
    types = len(heap.graph.kinds.types)
    sums = np.zeros((3, types + 1))

    def column(some: Nodes | slice) -> NDArray[np.int64]:
        """That of the type; what does not count has the last one."""
        counts = (nodes.labels[some] != lost) & (nodes.labels[some] > 0)
        return np.where(counts, np.minimum(kind[some], types), types)

    for here in parts(len(kind)):
        at, own = column(here), heap.own(here)
        reached = own * (heap.tree.dominator[here] >= 0)
        sums += np.stack([np.bincount(at, one, types + 1) for one in (heap.counts(here), own, reached)])
    for inner, retained in heap.inner_parts():
        sums[2] += np.bincount(column(inner), retained - heap.own(inner), types + 1)
    return np.rint(sums[:, :types]).astype(np.int64)


def _inner_kinds(heap: SolvedHeap) -> set[int]:
    """The types of which an object can dominate another one: all others are nested in none of their own."""
    found = np.zeros(1 << 16, np.bool_)
    for nodes, _ in heap.inner_parts():
        found[heap.graph.kind[nodes]] = True
    return set(np.flatnonzero(found).tolist())


def _retained(heap: SolvedHeap, types: list[int], nested: set[int], sums: NDArray[np.int64]) -> dict[int, int]:
    """What all objects of a type retain together."""
    kind, kept = heap.graph.kind, {one: int(sums[2][one]) for one in types}
    for one in nested.intersection(types):
        parts = positions(len(kind), lambda here: kind[here] == one)  # noqa: B023
        kept[one] = sum(int(heap.retained(_outermost(heap, one, nodes)).sum()) for nodes in parts)
    return kept


def _outermost(heap: SolvedHeap, kind: int, nodes: Nodes) -> Nodes:
    """Of some nodes of one type those that no other one of it dominates: what each retains is counted once.

    A way up is followed for some steps; one that goes on is taken to meet none.
    """
    above, root = heap.tree.dominator[nodes], len(heap.graph)
    left, kept = nodes[above >= 0], [nodes[:0]]
    above = above[above >= 0]
    for _ in range(_FEW_STEPS):
        kept.append(left[above == root])
        inside = above != root
        left, above = left[inside], above[inside]
        outside = heap.graph.kind[above] != kind
        left, above = left[outside], heap.tree.dominator[above[outside]]
        if not len(left):
            break
    return np.concatenate([*kept, left])
