"""The immediate dominator of every node: the last one that all ways from the roots to it lead through.

Nodes that lead to no other one, which most of a heap are, dominate nothing: they are left out and hung into the
finished tree. What `contraction` and `core_arcs` leave of the others is a graph without cycles. In its order each
node's dominator is the nearest common ancestor, in the tree that has grown so far, of all that refers to it. Time
grows with the arcs, whatever the depth of the graph: many nodes that are ready are worked on together, few in a plain
loop. Our own memory grows with the nodes that lead on, and the arcs between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, arc_batches, join, split_pairs
from sparsemem.outside.dominators.contraction import Contracted, contract
from sparsemem.outside.dominators.core_arcs import untangle
from sparsemem.outside.dominators.growing import grow
from sparsemem.outside.dominators.leaves import hang_leaves
from sparsemem.outside.dominators.reachability import reachable
from sparsemem.outside.memory.own_memory import STEP, zeros

UNREACHED = -1
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DominatorTree:
    """The tree over n nodes, of which m are inner ones: they are reached, and lead to others."""

    dominator: Nodes
    """Shape (n,): the immediate dominator; n for roots and for what several of them lead to, -1 for what none leads
    to."""
    inner: Nodes
    """Shape (m,): the inner nodes, each behind its dominator. All others dominate nothing."""
    depth: Nodes
    """Shape (m,): how deep in the tree they are, in ascending order."""

    def are_inner(self) -> Flags:
        """Which of the n nodes are inner ones."""
        found = np.zeros(len(self.dominator), np.bool_)
        found[self.inner] = True
        return found


def find_dominators(
    first: NDArray[np.int32], targets: Nodes, roots: Nodes, reached: Flags | None = None
) -> DominatorTree:
    """The dominator tree of what the roots lead to.

    The arcs of node i are `targets[first[i]:first[i + 1]]`; an arc may be there twice, and lead to its own source.
    `reached` marks what the roots lead to, where that is known already; arcs that lead to other nodes do not count.
    """
    seen = reachable(first, targets, roots) if reached is None else reached
    is_inner = seen & (first[1:] > first[:-1])
    inner = np.flatnonzero(is_inner).astype(np.int32)
    number = np.cumsum(is_inner, dtype=np.int32)
    number -= 1
    number[~is_inner] = UNREACHED
    # Whatever is passed on at once is held by nobody here, and goes as soon as it is used up.
    tree = _grow_inner(contract(_inner_arcs((first, targets), number, number[roots]), len(inner) + 1), len(inner))
    number[roots[~is_inner[roots]]] = len(inner)
    hang_leaves(tree, number, _leaf_arcs(arc_batches(first, targets), number, (is_inner, seen)))
    del is_inner
    found = _as_nodes(tree.parent, inner, number)
    depth = tree.depth[: len(inner)]
    order = np.argsort(depth, kind="stable")
    return DominatorTree(found, inner[order], depth[order])


def _inner_arcs(table: tuple[NDArray[np.int32], Nodes], number: Nodes, roots: Nodes) -> Arcs:
    """The arcs between inner nodes, ordered by target, each once.

    Nodes are by their numbers, `roots` with -1 for those that are no inner nodes; one root before all others, which
    has the number behind all others, leads to these.
    """
    roots = roots[roots >= 0]
    keys, size = zeros(len(table[1]) + len(roots), np.int64), len(roots)
    keys[:size] = roots.astype(np.int64) << 32 | int(number.max(initial=-1)) + 1
    for arcs in arc_batches(*table):
        sources, below = number[arcs.sources], number[arcs.targets]
        kept = np.flatnonzero((sources >= 0) & (below >= 0) & (sources != below))
        keys[size : size + len(kept)] = below[kept].astype(np.int64) << 32 | sources[kept]
        size += len(kept)
    targets, sources = split_pairs(keys[:size])
    return Arcs(sources, targets)


def _grow_inner(contracted: Contracted, root: int) -> Tree:
    """The dominator tree of the inner nodes, by their numbers, from what of their arcs is decided and what is not."""
    core = untangle(contracted, root + 1, root)
    acyclic = join([contracted.decided, core.arcs])
    del contracted
    return grow(acyclic, root + 1 + core.circles, root)


def _leaf_arcs(arcs: Iterator[Arcs], number: Nodes, marks: tuple[Flags, Flags]) -> Iterator[Arcs]:
    """The arcs from inner nodes, by number, to leaves; `marks` are those of inner nodes, and of what is reached."""
    is_inner, reached = marks
    for some in arcs:
        kept = np.flatnonzero(is_inner[some.sources] & reached[some.targets] & ~is_inner[some.targets])
        yield Arcs(number[some.sources[kept]], some.targets[kept])


def _as_nodes(parent: Nodes, inner: Nodes, number: Nodes) -> Nodes:
    """The dominator of each node, from the number of the one that a leaf hangs on, -1 where on none, and of each
    inner node's own."""
    count, above = len(number), np.arange(len(parent), dtype=np.int32)
    node = np.append(inner, np.int32(count))
    while len(circles := np.flatnonzero(above > len(inner))):
        above[circles] = parent[above[circles]]
    number[inner] = parent[: len(inner)]
    for first in range(0, count, STEP):
        here = number[first : first + STEP]
        number[first : first + STEP] = np.where(here >= 0, node[above[here]], np.int32(UNREACHED))
    return number
