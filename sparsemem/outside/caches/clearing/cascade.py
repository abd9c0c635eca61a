"""What goes when some references go: the cascade of reference counts that fall to zero.

An object goes when as many references to it are lost as its count says, and what belongs to it (items of a list, a
table, a buffer) goes with it. This is what the interpreter would do, apart from cycles among what is left, which wait
for the collector.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.belongings import Belongings
from sparsemem.outside.graph.reference_counts import IMMORTAL, plain_counts
from sparsemem.outside.graph.reference_graph import Edges, Graph
from sparsemem.outside.graph.reference_table import hold_counts
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.sorted_numbers import ONE, distinct
from sparsemem.outside.objects.node_kinds import MOST_KINDS
from sparsemem.outside.pymalloc.block_numbers import Numbers

_BATCH = 1 << 17
_TOGETHER = 1 << 14
"""Objects whose counts are read at once: in the order of their addresses they lie in few pages."""
_NEVER = -(1 << 30)


class Cascade:
    """One cascade; references can be taken away in several steps."""

    def __init__(self, graph: Graph, belongings: Belongings) -> None:
        """Nothing is gone yet."""
        self._graph, self._kinds, self._belongings = graph, graph.kinds, belongings
        self._lost = zeros(len(graph), np.int32)
        self._gone = zeros(len(graph), np.bool_)
        known = graph.kinds.types[:MOST_KINDS]
        self._types = np.array([*(one.address for one in known), 0], np.uint64)
        self.nodes = np.zeros(0, np.int32)
        """All objects that are gone."""

    def spare(self, nodes: Numbers) -> None:
        """Leaves nodes alive, however many references to them are lost: what is cleared refers to them and counts
        none, as the links of an lru_cache do."""
        self._lost[nodes] = _NEVER

    def take(self, references: Numbers) -> None:
        """Takes references away, one for each time that a node is named."""
        np.add.at(self._lost, references, ONE)
        self._follow(self._fallen(distinct(references)))

    def force(self, nodes: Numbers) -> None:
        """Takes nodes away, whatever refers to them."""
        nodes = distinct(nodes)
        self._follow(nodes[self._heads(nodes)[1]])

    def bytes(self) -> int:
        """Those of all that is gone, with what belongs to it."""
        return self._belongings.bytes_of(self.nodes)

    def holds(self, nodes: Numbers) -> Flags:
        """Which of some nodes are gone."""
        return self._gone[nodes]

    def _follow(self, frontier: Numbers) -> None:
        frontier = frontier[~self._gone[frontier]]
        parts = [self.nodes]
        while len(frontier):
            self._gone[frontier] = True
            parts.append(frontier)
            holders = frontier[~self._kinds.is_leaf[self._graph.kind[frontier]]]
            batches = (holders[first : first + _BATCH] for first in range(0, len(holders), _BATCH))
            found = [self._lose(edges) for batch in batches for edges in self._graph.edges(batch)]
            touched = distinct(np.concatenate([np.zeros(0, np.int32), *found]))
            frontier = self._fallen(touched[~self._gone[touched]])
        self.nodes = distinct(np.concatenate(parts))

    def _lose(self, edges: Edges) -> Numbers:
        """Counts the references of what is gone; the nodes that they led to."""
        counted = hold_counts(edges.slots)
        targets: Numbers = edges.targets[counted]
        targets = targets[self._graph.are_objects(targets)]  # memory of no object has no count
        np.add.at(self._lost, targets, ONE)
        return distinct(targets)

    def _fallen(self, nodes: Numbers) -> Numbers:
        """Those to which no reference is left."""
        fallen: Numbers = nodes[self._lost[nodes] >= self._counts(nodes)]
        return fallen

    def _counts(self, objects: Numbers) -> NDArray[np.int64]:
        found, are_same = self._heads(objects)
        return np.where(are_same, found, IMMORTAL)

    def _heads(self, objects: Numbers) -> tuple[NDArray[np.int64], Flags]:
        """The reference counts of objects, which are in order, as they are now; and which are of the type that was
        counted: a process that runs has put others in the place of some, which do not go."""
        found, are_same = np.zeros(len(objects), np.int64), np.zeros(len(objects), np.bool_)
        for first in range(0, len(objects), _TOGETHER):
            some = objects[first : first + _TOGETHER]
            heads = gather_words(self._graph.view.source.memory, self._graph.objects(some), 2)
            found[first : first + len(some)] = plain_counts(heads[:, 0], self._graph.traversal)
            kind = self._graph.kind[some]
            types = self._types[np.minimum(kind, len(self._types) - 1)]
            are_same[first : first + len(some)] = types == heads[:, 1]
        return found, are_same
