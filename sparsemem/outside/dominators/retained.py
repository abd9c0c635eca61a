"""Sums over the dominator tree, from the leaves to the roots: retained sizes, and how many objects go along.

Level by level, the deepest first: a wide level is summed by its parents at once, narrow ones that follow each other
in a plain loop, so that the depth does not matter.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, row_bounds, sorted_pairs
from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.dominators.reachability import NARROW
from sparsemem.outside.memory.sorted_numbers import changes

Sizes = NDArray[np.int64]


def retained_sizes(tree: DominatorTree, sizes: Sizes) -> Sizes:
    """What would go with each of n nodes: its own size and those of all that it dominates; shape (n + 1,).

    The last one is what all roots together retain. What nothing leads to has 0.
    """
    total = np.append(np.where(tree.dominator >= 0, sizes, 0), 0)
    for nodes, is_wide in _levels(tree):
        if is_wide:
            parents, below = sorted_pairs(tree.dominator[nodes], nodes)
            begins = np.flatnonzero(changes(parents))
            total[parents[begins]] += np.add.reduceat(total[below], begins)
        else:
            _add_one_by_one(nodes, tree.dominator, total)
    return total


def _levels(tree: DominatorTree) -> Iterator[tuple[Nodes, bool]]:
    """The reached nodes, the deepest first: a level at once where it is wide, else all up to the next wide one."""
    reached = np.flatnonzero(tree.dominator >= 0).astype(np.int32)
    depths, order = sorted_pairs(tree.depth[reached], reached)
    bounds = row_bounds(depths, int(depths[-1]) + 1 if len(depths) else 0)
    end = len(order)
    for level in np.flatnonzero(np.diff(bounds) >= NARROW)[::-1].tolist():
        if bounds[level + 1] < end:
            yield order[bounds[level + 1] : end][::-1], False
        yield order[bounds[level] : bounds[level + 1]], True
        end = int(bounds[level])
    if end:
        yield order[:end][::-1], False


def _add_one_by_one(nodes: Nodes, dominator: Nodes, total: Sizes) -> None:
    above, sums = dominator.data, total.data
    for node in nodes.tolist():
        sums[above[node]] += sums[node]
