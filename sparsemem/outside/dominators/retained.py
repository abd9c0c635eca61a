"""Sums over the dominator tree, from the leaves to the roots: retained sizes, and how many objects go along.

Level by level, the deepest first: a wide level is summed by its parents at once, narrow ones that follow each other
in a plain loop, so that the depth does not matter.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, lower_halves, row_bounds
from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.dominators.reachability import NARROW
from sparsemem.outside.memory.narrow_numbers import NarrowNumbers
from sparsemem.outside.memory.own_memory import STEP, parts

Sizes = NDArray[np.int64]


def retained_sizes(tree: DominatorTree, depths: Nodes, sizes: Sizes | NarrowNumbers) -> Sizes:
    """What would go with each of m inner nodes: its own size and those of all that it dominates; shape (m + 1,).

    In the order of the nodes' numbers; the last one is what all roots together retain. Every other node of the tree
    retains its own size. `depths` is how deep in the tree each inner node is.
    """
    ranks = tree.inner_ranks()
    total = np.zeros(len(tree.inner) + 1, np.int64)
    for here in parts(len(tree.inner)):
        total[here] = sizes[tree.inner[here]]
    for here in parts(len(tree.dominator)):
        leaves = np.flatnonzero((tree.dominator[here] >= 0) & ~ranks.flags(here))
        above = ranks.of(tree.dominator[here][leaves])
        np.add.at(total, above, sizes[here][leaves])
    for each, is_wide in _levels(depths):
        above = ranks.of(tree.dominator[tree.inner[each]])
        if is_wide:
            np.add.at(total, above, total[each])
        else:
            _add_one_by_one(each, above, total)
    return total


def _levels(depths: Nodes) -> Iterator[tuple[Nodes, bool]]:
    """The inner nodes by number, the deepest first: many of a level at once where it is wide, else some up to
    the next wide one."""
    bounds = row_bounds(depths, int(depths.max(initial=-1)) + 1)
    order = _order(depths)
    end = len(order)
    for level in np.flatnonzero(np.diff(bounds) >= NARROW)[::-1].tolist():
        yield from _narrow(order[bounds[level + 1] : end])
        for here in parts(int(bounds[level + 1] - bounds[level])):
            yield order[bounds[level] : bounds[level + 1]][here], True
        end = int(bounds[level])
    yield from _narrow(order[:end])


def _order(depths: Nodes) -> Nodes:
    """The nodes by depth, the highest first."""
    keys = depths.astype(np.int64)
    keys <<= 32
    for here in parts(len(keys)):
        keys[here] |= np.arange(here.start, here.stop)
    keys.sort()
    return lower_halves(keys)


def _narrow(nodes: Nodes) -> Iterator[tuple[Nodes, bool]]:
    """Nodes of several levels, the deepest first."""
    for end in range(len(nodes), 0, -STEP):
        yield nodes[max(end - STEP, 0) : end][::-1], False


def _add_one_by_one(nodes: Nodes, above: Nodes, total: Sizes) -> None:
    sums = total.data
    for node, dominator in zip(nodes.tolist(), above.tolist(), strict=True):
        sums[dominator] += sums[node]
