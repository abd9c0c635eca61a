"""Which owners dominate which node: on every path from a root to the node there is a name of that owner.

What an owner dominates becomes unreachable when its names alone are cleared. A node keeps the set of its dominating
owners, one bit each: the intersection over all references to it. The walk has recorded the only references
(crossings) where that can be smaller than the set of the node's own name; from those on it is propagated to a
fixpoint, the greatest solution of the equations of dominators.
"""

import time

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reachability_walk import Labels, Walk
from sparsemem.outside.memory.own_memory import STEP, zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

Sets = NDArray[np.uint16]
MOST_OWNERS = 16
_ALL = np.uint16(0xFFFF)
_BATCH = 1 << 17
_SECONDS, _MOST_ROUNDS = 20.0, 20_000
"""What following the references may take; seconds of processor time."""


class Dominance:
    """For each node the owners that dominate it, as sets of bits."""

    def __init__(self, walk: Walk, bits: Sets) -> None:
        """`bits` has for each name the bit of its owner."""
        self._walk, self._bits = walk, bits
        self._of_name = self._sets_of_names(set())
        self.sets: Sets = zeros(len(walk.label), np.uint16)
        """For each node the owners that dominate it."""
        self.sets[:] = _ALL
        self._take_names()
        self.is_settled = True
        """Whether all references were followed; where not, the sets still hold too many owners."""
        self._reduced: set[tuple[int, int]] = set()
        self._deadline, self._rounds = time.process_time() + _SECONDS, 0

    def settle(self) -> "Dominance":
        """Propagates to the fixpoint."""
        names, nodes = self._walk.crossings()
        pending = self._meet(self._walk.unrecorded, np.zeros(len(self._walk.unrecorded), np.uint16))
        while True:
            pending = distinct(np.concatenate([pending, self._meet(nodes, self._of_name[names])]))
            known = len(self._reduced)
            while len(pending) and self.is_settled:
                pending = self._spread(pending)
                self._rounds += 1
                self.is_settled = self._rounds < _MOST_ROUNDS and time.process_time() < self._deadline
            if not self.is_settled or len(self._reduced) == known:
                return self
            self._of_name = self._sets_of_names(self._reduced)
            self._take_names()

    def _take_names(self) -> None:
        """Takes away from each node's set the owners that do not dominate its name."""
        for first in range(0, len(self.sets), STEP):
            self.sets[first : first + STEP] &= self._of_name[self._walk.label[first : first + STEP]]

    def _sets_of_names(self, reduced: set[tuple[int, int]]) -> Sets:
        """The owners that dominate each name: itself, and those that dominate all names that lead to it."""
        above, below = self._walk.nested()
        hidden = np.full(len(self._bits), _ALL)
        hidden[list(self._walk.rooted)] = 0
        hidden[0] = 0
        for name, others in reduced:
            hidden[name] &= others
        bound = np.zeros(len(hidden), np.bool_)
        bound[below] = True
        hidden[~bound] = 0
        while True:
            sets = hidden | self._bits
            before = hidden.copy()
            np.bitwise_and.at(hidden, below, sets[above])
            if (before == hidden).all():
                return sets

    def _meet(self, nodes: Numbers, sets: Sets) -> Numbers:
        """Takes away from the nodes' sets what is not in others, and returns the nodes that lost something."""
        lost = np.flatnonzero(self.sets[nodes] & ~sets)
        np.bitwise_and.at(self.sets, nodes[lost], sets[lost])
        return distinct(nodes[lost])

    def _spread(self, nodes: Numbers) -> Numbers:
        """Meets what the nodes refer to, and returns what has changed of it."""
        walk, changed = self._walk, [nodes[:0]]
        holders = nodes[~walk.graph.kinds.is_leaf[walk.graph.kind[nodes]] & ~np.isin(nodes, walk.unexpanded)]
        batches = (holders[first : first + _BATCH] for first in range(0, len(holders), _BATCH))
        for edges in (edges for batch in batches for edges in walk.graph.edges(batch)):
            above: Labels = walk.label[edges.sources]
            labels = above.copy()
            walk.attributes.name(edges, labels)
            sets = self.sets[edges.sources]
            # What got a name only now was written while it was read: it counts as its holder's.
            renamed = np.flatnonzero((labels != above) & (labels < len(self._of_name)))
            pairs = distinct(labels[renamed].astype(np.int64) << 16 | sets[renamed])
            self._reduced.update((pair >> 16, pair & 0xFFFF) for pair in pairs.tolist())
            sets[renamed] = self._of_name[labels[renamed]]
            known = walk.label[edges.targets] > 0
            changed.append(self._meet(edges.targets[known], sets[known]))
        return distinct(np.concatenate(changed))
