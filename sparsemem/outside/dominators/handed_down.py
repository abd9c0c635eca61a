"""From the roots of the dominator tree to its leaves: what is said of a node holds of all that it dominates."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import positions

Sets = NDArray[np.uint16]
"""Shape (n + 1,): up to sixteen bits of each node; the last one is that of the root before all others."""


def hand_down(tree: DominatorTree, sets: Sets) -> None:
    """Gives the bits of each node to all nodes below it."""
    count, above, is_inner = len(tree.dominator), tree.dominator, tree.are_inner()
    _hand_to_inner(tree, sets, MarkedRanks(is_inner))
    for some in positions(count, lambda here: (above[here] >= 0) & ~is_inner[here]):
        sets[some] |= sets[above[some]]


def _hand_to_inner(tree: DominatorTree, sets: Sets, ranks: MarkedRanks) -> None:
    """In each step twice as far; the root before all others comes behind the inner nodes."""
    inner, root = np.sort(tree.inner), len(tree.inner)
    above = np.append(ranks.of(tree.dominator[inner]), np.int32(root))
    handed = np.append(sets[inner], sets[-1])
    while (above < root).any():
        handed |= handed[above]
        above = above[above]
    sets[inner] = handed[:-1]
