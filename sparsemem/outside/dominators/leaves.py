"""Leaves, which lead to nothing, hung into a finished dominator tree.

A leaf dominates nothing, so that all leaves are independent of each other: the dominator of each is the nearest
common ancestor of all that refer to it. One reference after the other is taken into account; most leaves have one
only, and what is held from everywhere soon hangs on the root, where no reference changes it any more.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, sorted_pairs
from sparsemem.outside.memory.sorted_numbers import changes


def hang_leaves(tree: Tree, hung: Nodes, arcs: Iterator[Arcs]) -> None:
    """Puts the node of the tree that each leaf hangs on into `hung`, which has -1 for those without one.

    Arcs lead from nodes of the tree, by their numbers there, to leaves, by their positions in `hung`.
    """
    for some in arcs:
        above = hung[some.targets]
        fresh = np.flatnonzero(above < 0)
        hung[some.targets[fresh]] = some.sources[fresh]
        above = hung[some.targets]
        differs = np.flatnonzero((above != some.sources) & (tree.depth[above] > 0))
        if len(differs):
            _move_up(tree, hung, *sorted_pairs(some.targets[differs], some.sources[differs]))


def _move_up(tree: Tree, hung: Nodes, leaves: Nodes, sources: Nodes) -> None:
    """Hangs leaves, which are in order, where all that refers to them is below."""
    begins = changes(leaves)
    rows = np.cumsum(begins, dtype=np.int32)
    rows -= 1
    each = leaves[begins]
    hung[each] = tree.nearest_common(hung[each], tree.nearest_common_of_rows(rows, sources))
