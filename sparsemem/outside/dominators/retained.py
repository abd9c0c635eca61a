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
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import STEP

Sizes = NDArray[np.int64]


def retained_sizes(tree: DominatorTree, sizes: Sizes | NDArray[np.uint32]) -> Sizes:
    """What would go with each of m inner nodes: its own size and those of all that it dominates; shape (m + 1,).

    In the order of the nodes' numbers; the last one is what all roots together retain. Every other node of the tree
    retains its own size.
    """
    is_inner = tree.are_inner()
    ranks, count = MarkedRanks(is_inner), len(is_inner)
    total = np.append(sizes[np.sort(tree.inner)].astype(np.int64), np.int64(0))
    for first in range(0, count, STEP):
        here = slice(first, first + STEP)
        leaves = np.flatnonzero((tree.dominator[here] >= 0) & ~is_inner[here])
        above = ranks.of(tree.dominator[here][leaves])
        np.add.at(total, above, sizes[here][leaves].astype(np.int64))
    del is_inner
    for nodes, is_wide in _levels(tree):
        each, above = ranks.of(nodes), ranks.of(tree.dominator[nodes])
        if is_wide:
            np.add.at(total, above, total[each])
        else:
            _add_one_by_one(each, above, total)
    return total


def _levels(tree: DominatorTree) -> Iterator[tuple[Nodes, bool]]:
    """The inner nodes, the deepest first: a level at once where it is wide, else some up to the next wide one."""
    bounds = row_bounds(tree.depth, int(tree.depth[-1]) + 1 if len(tree.depth) else 0)
    end = len(tree.inner)
    for level in np.flatnonzero(np.diff(bounds) >= NARROW)[::-1].tolist():
        yield from _narrow(tree.inner[bounds[level + 1] : end])
        yield tree.inner[bounds[level] : bounds[level + 1]], True
        end = int(bounds[level])
    yield from _narrow(tree.inner[:end])


def _narrow(nodes: Nodes) -> Iterator[tuple[Nodes, bool]]:
    """Nodes of several levels, the deepest first."""
    for end in range(len(nodes), 0, -STEP):
        yield nodes[max(end - STEP, 0) : end][::-1], False


def _add_one_by_one(nodes: Nodes, above: Nodes, total: Sizes) -> None:
    sums = total.data
    for node, dominator in zip(nodes.tolist(), above.tolist(), strict=True):
        sums[dominator] += sums[node]
