"""Sums over the dominator tree, from the leaves to the roots: retained sizes, and how many objects go along.

Level by level, the deepest first: a wide level is summed by its parents at once, narrow ones that follow each other
in a plain loop, so that the depth does not matter.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, row_bounds
from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.dominators.reachability import NARROW
from sparsemem.outside.memory.own_memory import STEP, zeros

Sizes = NDArray[np.int64]


def retained_sizes(tree: DominatorTree, sizes: Sizes | NDArray[np.uint32]) -> Sizes:
    """What would go with each of n nodes: its own size and those of all that it dominates; shape (n + 1,).

    The last one is what all roots together retain. What nothing leads to has 0.
    """
    total = zeros(len(sizes) + 1, np.int64)
    is_inner = np.zeros(len(sizes), np.bool_)
    is_inner[tree.inner] = True
    for first in range(0, len(sizes), STEP):
        here = slice(first, first + STEP)
        total[:-1][here] += np.where(tree.dominator[here] >= 0, sizes[here], 0)
        leaves = np.flatnonzero((tree.dominator[here] >= 0) & ~is_inner[here])
        np.add.at(total, tree.dominator[here][leaves], sizes[here][leaves].astype(np.int64))
    for nodes, is_wide in _levels(tree):
        if is_wide:
            np.add.at(total, tree.dominator[nodes], total[nodes])
        else:
            _add_one_by_one(nodes, tree.dominator, total)
    return total


def _levels(tree: DominatorTree) -> Iterator[tuple[Nodes, bool]]:
    """The inner nodes, the deepest first: a level at once where it is wide, else all up to the next wide one."""
    bounds = row_bounds(tree.depth, int(tree.depth[-1]) + 1 if len(tree.depth) else 0)
    end = len(tree.inner)
    for level in np.flatnonzero(np.diff(bounds) >= NARROW)[::-1].tolist():
        if bounds[level + 1] < end:
            yield tree.inner[bounds[level + 1] : end][::-1], False
        yield tree.inner[bounds[level] : bounds[level + 1]], True
        end = int(bounds[level])
    if end:
        yield tree.inner[:end][::-1], False


def _add_one_by_one(nodes: Nodes, dominator: Nodes, total: Sizes) -> None:
    above, sums = dominator.data, total.data
    for node in nodes.tolist():
        sums[above[node]] += sums[node]
