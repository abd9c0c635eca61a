"""Which nodes the roots lead to: arrays while the frontier is wide, a plain loop while it is narrow."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, follow_rows
from sparsemem.outside.memory.sorted_numbers import distinct

NARROW, WIDE = 96, 384
"""A frontier below the first is followed node by node until it is as wide as the second: a step over arrays costs
about as much as a hundred steps of a loop, whatever it has to do."""


def reachable(
    first: NDArray[np.int32], targets: Nodes, roots: Nodes, closed: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Whether the roots lead to each node; the arcs of node i are `targets[first[i]:first[i + 1]]`.

    No way leads through `closed` nodes; they count as reached.
    """
    seen = np.zeros(len(first) - 1, np.bool_) if closed is None else closed.copy()
    seen[roots] = True
    frontier = distinct(roots)
    while len(frontier):
        if len(frontier) < NARROW:
            frontier = _follow_few(first, targets, seen, frontier.tolist())
            continue
        levels = [np.zeros(0, np.int32)]
        for _, places in follow_rows(first, frontier):
            below = targets[places]
            below = below[~seen[below]]
            seen[below] = True
            levels.append(distinct(below[first[below + 1] > first[below]]))
        frontier = np.concatenate(levels)
    return seen


def _follow_few(first: NDArray[np.int32], targets: Nodes, seen: NDArray[np.bool_], pending: list[int]) -> Nodes:
    """Follows nodes one by one, level by level, until none is left or a level is wide."""
    begin, target, known = first.data, targets.data, seen.view(np.uint8).data
    while pending and len(pending) < WIDE:
        below = []
        for node in pending:
            for other in target[begin[node] : begin[node + 1]]:
                if not known[other]:
                    known[other] = 1
                    below.append(other)
        pending = below
    return np.array(pending, np.int32)
