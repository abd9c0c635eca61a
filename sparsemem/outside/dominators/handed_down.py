"""From the roots of the dominator tree to its leaves: what is said of a node holds of all that it dominates."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import parts, positions

Sets = NDArray[np.uint16]
"""Shape (n + 1,): up to sixteen bits of each node; the last one is that of the root before all others."""


def hand_down(tree: DominatorTree, sets: Sets) -> None:
    """Gives the bits of each node to all nodes below it."""
    above, ranks = tree.dominator, tree.inner_ranks()
    _hand_to_inner(tree, sets, ranks)
    for some in positions(len(above), lambda here: (above[here] >= 0) & ~ranks.flags(here)):
        sets[some] |= sets[above[some]]


def _hand_to_inner(tree: DominatorTree, sets: Sets, ranks: MarkedRanks) -> None:
    """In each step twice as far; the root before all others comes behind the inner nodes."""
    root = len(tree.inner)
    above, handed = np.full(root + 1, root, np.int32), np.full(root + 1, sets[-1])
    for here in parts(root):
        above[here], handed[here] = ranks.of(tree.dominator[tree.inner[here]]), sets[tree.inner[here]]
    while (above < root).any():
        # What a part hands on within itself has come one step further, which does no harm.
        for here in parts(root):
            handed[here] |= handed[above[here]]
            above[here] = above[above[here]]
    for here in parts(root):
        sets[tree.inner[here]] = handed[here]
