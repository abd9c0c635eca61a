"""The immediate dominator of every node: the last one that all ways from the roots to it lead through.

Nodes that lead to no other one, which most of a heap are, dominate nothing: they are left out and hung into the
finished tree. Of the others most have one referrer, which is their dominator. What `contraction` and `core_arcs`
leave of the rest is a graph without cycles. In its order each node's dominator is the nearest common ancestor, in the
tree that has grown so far, of all that refers to it. Time grows with the arcs, whatever the depth of the graph: many
nodes that are ready are worked on together, few in a plain loop. Our own memory grows with the nodes that lead on,
and with the arcs to those that several lead to.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, arc_batches, join
from sparsemem.outside.dominators.contraction import Contracted, contract
from sparsemem.outside.dominators.core_arcs import untangle
from sparsemem.outside.dominators.growing import grow
from sparsemem.outside.dominators.leaves import hang_leaves
from sparsemem.outside.dominators.only_referrers import OnlyReferrers, find_only_referrers
from sparsemem.outside.dominators.reachability import reachable
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import parts, zeros

UNREACHED = -1
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DominatorTree:
    """The tree over n nodes, of which m are inner ones: they are reached, and lead to others."""

    dominator: Nodes
    """Shape (n,): the immediate dominator; n for roots and for what several of them lead to, -1 for what none leads
    to."""
    inner: Nodes
    """Shape (m,): the inner nodes, in order. All others dominate nothing."""

    def inner_ranks(self) -> MarkedRanks:
        """Which of the n nodes are inner ones, and where each stands in `inner`."""
        marks = np.zeros(len(self.dominator), np.bool_)
        marks[self.inner] = True
        return MarkedRanks.of_marks(marks)


def find_dominators(
    first: NDArray[np.int32], targets: Nodes, roots: Nodes, reached: Flags | None = None
) -> DominatorTree:
    """The dominator tree of what the roots lead to, as `find_dominators_and_depths` finds it."""
    return find_dominators_and_depths(first, targets, roots, reached)[0]


def find_dominators_and_depths(
    first: NDArray[np.int32], targets: Nodes, roots: Nodes, reached: Flags | None = None
) -> tuple[DominatorTree, Nodes]:
    """The dominator tree of what the roots lead to, and how deep in it each inner node is; shape (m,).

    The arcs of node i are `targets[first[i]:first[i + 1]]`; an arc may be there twice, and lead to its own source.
    `reached` marks what the roots lead to, where that is known already; arcs that lead to other nodes do not count.
    """
    seen = reachable(first, targets, roots) if reached is None else reached
    count = len(seen)
    ranks = MarkedRanks(count, lambda here: seen[here] & (np.diff(first[here.start : here.stop + 1]) > 0))
    # Whatever is passed on at once is held by nobody here, and goes as soon as it is used up.
    tree = _grow_inner(find_only_referrers((first, targets), ranks, roots))
    hung = zeros(count, np.int32)
    hung[:] = UNREACHED
    hung[roots[~ranks.are_marked(roots)]] = ranks.total
    hang_leaves(tree, hung, _leaf_arcs(arc_batches(first, targets), ranks, seen))
    parent, depths = tree.parent, tree.depth[: ranks.total]
    del tree
    inner = np.concatenate([np.zeros(0, np.int32), *(nodes for _, nodes in ranks.marked())])
    return DominatorTree(_as_nodes(parent, inner, hung), inner), depths


def _grow_inner(only: OnlyReferrers) -> Tree:
    """The dominator tree of the inner nodes, by their numbers, from what of their arcs is decided and what is not."""
    acyclic, circles = _decide(only)
    return grow(acyclic, only, circles)


def _decide(only: OnlyReferrers) -> tuple[Arcs, int]:
    """Arcs without cycles to what has several referrers, and how many nodes among them stand for circles."""
    contracted: Contracted = contract(*only.take_several(), only.root + 1)
    core = untangle(contracted, only.root + 1, only.root)
    return join([contracted.decided, core.arcs]), core.circles


def _leaf_arcs(arcs: Iterator[Arcs], ranks: MarkedRanks, reached: Flags) -> Iterator[Arcs]:
    """The arcs from inner nodes, by number, to leaves."""
    for some in arcs:
        kept = np.flatnonzero(reached[some.sources] & reached[some.targets] & ~ranks.are_marked(some.targets))
        yield Arcs(ranks.of(some.sources[kept]), some.targets[kept])


def _as_nodes(parent: Nodes, inner: Nodes, hung: Nodes) -> Nodes:
    """The dominator of each node, from the number of the one that a leaf hangs on, -1 where on none, and of each
    inner node's own."""
    root = len(inner)
    for here in parts(root):
        hung[inner[here]] = parent[here]
    for here in parts(len(hung)):
        above = hung[here]
        while len(circles := np.flatnonzero(above > root)):
            above[circles] = parent[above[circles]]
        is_node = (above >= 0) & (above < root)
        above[above == root] = len(hung)
        above[is_node] = inner[above[is_node]]
    return hung
