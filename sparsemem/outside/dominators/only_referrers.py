"""What of a graph is decided at a look: a node with one referrer is dominated by that one.

Nodes are by their numbers among the inner ones. One root before all others, which has the number behind them, leads
to the roots; what else leads to these does not matter. All nodes are reached, so that the way up from one by only
referrers ends at the root, or at a node that several lead to.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes, arc_batches, join, sorted_pairs
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import parts

_NONE = np.int32(-1)


class OnlyReferrers:
    """The nodes that have one, and the arcs of the others."""

    def __init__(self, parent: Nodes, several: Arcs) -> None:
        self.parent, self.root = parent, len(parent) - 1
        """Shape (m + 1,): the only referrer; of the root itself, -1 of what several lead to."""
        self._several: Arcs | None = several

    def take_several(self) -> tuple[Arcs, Nodes]:
        """The arcs to what several lead to, ordered by target, each once, and the first node of the group that the
        source of each is in: on the way up by only referrers. They are handed out once."""
        assert self._several is not None
        arcs, self._several = self._several, None
        return arcs, self._tops()[arcs.sources] if len(arcs) else arcs.sources

    def _tops(self) -> Nodes:
        """Of each node the last one on the way up; in each step twice as far."""
        tops = self.parent.copy()
        for here in parts(len(tops)):
            ends = np.flatnonzero(tops[here] < 0) + here.start
            tops[ends] = ends
        is_moving = True
        while is_moving:
            is_moving = False
            for here in parts(len(tops)):
                further = tops[tops[here]]
                is_moving |= bool((further != tops[here]).any())
                tops[here] = further
        return tops


def find_only_referrers(table: tuple[NDArray[np.int32], Nodes], ranks: MarkedRanks, roots: Nodes) -> OnlyReferrers:
    """The only referrers of the marked nodes of a table."""
    root = ranks.total
    parent, has_several = np.full(root + 1, _NONE), np.zeros(root + 1, np.bool_)
    parent[ranks.of(roots[ranks.are_marked(roots)])] = root
    parent[root] = root
    for arcs in _inner_arcs(table, ranks):
        arcs = arcs.where(parent[arcs.targets] != root)  # noqa: PLW2901
        fresh = parent[arcs.targets] < 0
        parent[arcs.targets[fresh]] = arcs.sources[fresh]
        has_several[arcs.targets[parent[arcs.targets] != arcs.sources]] = True
    parent[has_several] = _NONE
    if not has_several.any():
        return OnlyReferrers(parent, join([]))
    arcs = join([some.where(has_several[some.targets]) for some in _inner_arcs(table, ranks)])
    del has_several
    targets, sources = sorted_pairs(arcs.targets, arcs.sources)
    return OnlyReferrers(parent, Arcs(sources, targets))


def _inner_arcs(table: tuple[NDArray[np.int32], Nodes], ranks: MarkedRanks) -> Iterator[Arcs]:
    """The arcs between different marked nodes, by their numbers."""
    for arcs in arc_batches(*table):
        kept = np.flatnonzero(ranks.are_marked(arcs.targets) & (arcs.sources != arcs.targets))
        kept = kept[ranks.are_marked(arcs.sources[kept])]
        yield Arcs(ranks.of(arcs.sources[kept]), ranks.of(arcs.targets[kept]))
