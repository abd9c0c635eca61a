"""The types of the live objects: how many, their bytes, and what all of a type retain together."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import Flags

_FEW_STEPS = 64


@dataclass(frozen=True, slots=True)
class Typed:
    """The objects of one type; bytes."""

    type: str
    objects: int
    live_bytes: int
    retained_bytes: int


def type_rows(heap: SolvedHeap, live: Flags, most: int) -> list[Typed]:
    """Those with the most bytes, by what they retain; `live` marks the nodes that count."""
    graph = heap.graph
    number = graph.kinds.type[graph.kind].astype(np.int32)
    nodes = np.flatnonzero(live & (graph.kinds.before[graph.kind] >= 0) & (number >= 0)).astype(np.int32)
    count = len(graph.kinds.types)
    objects = np.bincount(number[nodes], minlength=count)
    bytes_ = np.bincount(number[nodes], heap.own[nodes], count)
    kept = np.bincount(number[nodes], heap.retained[nodes], count)
    best = set(np.argsort(bytes_)[::-1][:most].tolist()) | set(np.argsort(kept)[::-1][:most].tolist())
    rows = [
        Typed(
            graph.kinds.types[one].name,
            int(objects[one]),
            int(bytes_[one]),
            int(heap.retained[_outermost(heap, number, nodes[number[nodes] == one])].sum()),
        )
        for one in best
        if objects[one]
    ]
    return sorted(rows, key=lambda row: row.retained_bytes, reverse=True)


def _outermost(heap: SolvedHeap, number: Nodes, nodes: Nodes) -> Nodes:
    """Of some nodes of one type those that no other one of it dominates: what each retains is counted once.

    A way up is followed for some steps; one that goes on is taken to meet none.
    """
    if not len(nodes):
        return nodes
    wanted = number[nodes[0]]
    above, root = heap.tree.dominator[nodes], len(number)
    left, kept = nodes[above >= 0], []
    above = above[above >= 0]
    for _ in range(_FEW_STEPS):
        kept.append(left[above == root])
        inside = above != root
        left, above = left[inside], above[inside]
        outside = number[above] != wanted
        left, above = left[outside], heap.tree.dominator[above[outside]]
        if not len(left):
            break
    return np.concatenate([*kept, left])
