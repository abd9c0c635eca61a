"""From the roots of the dominator tree to its leaves: what is said of a node holds of all that it dominates."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.dominator_tree import DominatorTree
from sparsemem.outside.memory.own_memory import positions, zeros

Sets = NDArray[np.uint16]
"""Shape (n + 1,): up to sixteen bits of each node; the last one is that of the root before all others."""


def hand_down(tree: DominatorTree, sets: Sets) -> None:
    """Gives the bits of each node to all nodes below it."""
    count, above = len(tree.dominator), tree.dominator
    _hand_to_inner(tree, sets)
    is_inner = np.zeros(count, np.bool_)
    is_inner[tree.inner] = True
    for some in positions(count, lambda here: (above[here] >= 0) & ~is_inner[here]):
        sets[some] |= sets[above[some]]


def _hand_to_inner(tree: DominatorTree, sets: Sets) -> None:
    """In each step twice as far."""
    count = len(tree.dominator)
    number = zeros(count + 1, np.int32)
    number[tree.inner] = np.arange(len(tree.inner), dtype=np.int32)
    number[count] = len(tree.inner)
    above = np.append(number[tree.dominator[tree.inner]], np.int32(len(tree.inner)))
    del number
    handed = sets[np.append(tree.inner, np.int32(count))]
    while (above < len(tree.inner)).any():
        handed |= handed[above]
        above = above[above]
    sets[tree.inner] = handed[:-1]
