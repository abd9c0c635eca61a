"""The immediate dominator of every node: the last one that all ways from the roots to it lead through.

What `contraction` and `core_arcs` leave is a graph without cycles. In its order each node's dominator is the nearest
common ancestor, in the tree that has grown so far, of all that refers to it. Time grows with the arcs, whatever the
depth of the graph: many nodes that are ready are worked on together, few in a plain loop.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes, by_target, join
from sparsemem.outside.dominators.contraction import contract
from sparsemem.outside.dominators.core_arcs import untangle
from sparsemem.outside.dominators.growing import grow
from sparsemem.outside.dominators.reachability import reachable

UNREACHED = -1


@dataclass(frozen=True, slots=True)
class DominatorTree:
    """The tree over n nodes; shape (n,) each."""

    dominator: Nodes
    """The immediate dominator; n for roots and for what several of them lead to, -1 for what none leads to."""
    depth: Nodes
    """Greater than that of its dominator; otherwise of no meaning."""


def find_dominators(first: NDArray[np.int32], targets: Nodes, roots: Nodes) -> DominatorTree:
    """The dominator tree of what the roots lead to.

    The arcs of node i are `targets[first[i]:first[i + 1]]`; an arc may be there twice, and lead to its own source.
    """
    count = len(first) - 1
    seen = reachable(first, targets, roots)
    contracted = contract(_arcs(first, targets, roots, seen), count + 1)
    core = untangle(contracted, count + 1, count)
    acyclic = join([contracted.decided, core.arcs])
    del contracted
    grown = grow(acyclic, count + 1 + core.circles, count)
    found = grown.parent[:count]
    while (found > count).any():
        found = np.where(found > count, grown.parent[found], found)
    found[~seen] = UNREACHED
    return DominatorTree(found, grown.depth[:count])


def _arcs(first: NDArray[np.int32], targets: Nodes, roots: Nodes, seen: NDArray[np.bool_]) -> Arcs:
    """All that was reached, ordered by target, with one root before all others, which is the last node."""
    count = len(seen)
    sources = np.repeat(np.arange(count, dtype=np.int32), np.diff(first))
    kept = seen[sources] & (sources != targets)
    top = Arcs(np.full(len(roots), count, np.int32), roots)
    return by_target(join([Arcs(sources[kept], targets[kept]), top]))
