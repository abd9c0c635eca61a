"""Immediate dominators of any graph by semi-dominators, in a plain loop: for what is left after contraction.

The algorithm is semi-NCA (Georgiadis, Tarjan and Werneck, Finding dominators in practice, 2006). Nodes are numbered
in the order of a depth-first search; all below is in these numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes, row_bounds, sorted_pairs


@dataclass(frozen=True, slots=True)
class Searched:
    """A depth-first search from the root, which all nodes are reached from."""

    number: Nodes
    """When each node was first seen."""
    parent: list[int]
    """By number, the number of the node that it was seen from; of the root its own, 0."""


def search(arcs: Arcs, count: int, root: int) -> Searched:
    """Numbers the nodes."""
    sources, targets = sorted_pairs(arcs.sources, arcs.targets)
    first, below = row_bounds(sources, count).tolist(), targets.tolist()
    number, above, parent = [-1] * count, [0] * count, [0] * count
    seen, pending = 0, [root]
    while pending:
        node = pending.pop()
        if number[node] >= 0:
            continue
        number[node], parent[seen] = seen, above[node]
        for other in below[first[node] : first[node + 1]]:
            if number[other] < 0:
                # Of several that led to it the last one counts, from which it is looked at first.
                above[other] = seen
                pending.append(other)
        seen += 1
    return Searched(np.array(number, np.int32), parent)


def semi_dominators(arcs: Arcs, parent: list[int]) -> list[int]:
    """The semi-dominator of each node; arcs in numbers."""
    targets, sources = sorted_pairs(arcs.targets, arcs.sources)
    first, before = row_bounds(targets, len(parent)).tolist(), sources.tolist()
    linked, label, semi = list(parent), list(range(len(parent))), list(range(len(parent)))
    for node in range(len(parent) - 1, 0, -1):
        lowest = parent[node]
        for other in before[first[node] : first[node + 1]]:
            if other > node:
                if linked[other] > node:
                    _compress(other, node, linked, label, semi)
                other = semi[label[other]]  # noqa: PLW2901
            lowest = min(lowest, other)
        semi[node] = lowest
    return semi


def _compress(node: int, last: int, linked: list[int], label: list[int], semi: list[int]) -> None:
    """Shortens the way from a node to the last one that is linked, and hands down the lowest label on it."""
    way = []
    while linked[node] > last:
        way.append(node)
        node = linked[node]
    top, best = linked[node], label[node]
    for below in reversed(way):
        linked[below] = top
        if semi[best] < semi[label[below]]:
            label[below] = best
        else:
            best = label[below]


def dominators_from_semi(semi: list[int], parent: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Immediate dominators, a jump further up (as in `ancestors`), and depths, each by number; the root's is 0."""
    dominator, jump, depth = [0] * len(parent), [0] * len(parent), [0] * len(parent)
    for node in range(1, len(parent)):
        above, bound = parent[node], semi[node]
        while above > bound:
            above = jump[above] if jump[above] > bound else dominator[above]
        dominator[node], depth[node] = above, depth[above] + 1
        far = jump[above]
        jump[node] = jump[far] if depth[above] - depth[far] == depth[far] - depth[jump[far]] else above
    return dominator, jump, depth


def as_nodes(numbers: list[int]) -> NDArray[np.int32]:
    """A list of node numbers as an array."""
    return np.array(numbers, np.int32)
