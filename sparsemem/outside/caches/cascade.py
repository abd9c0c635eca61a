"""What goes when some references go: the cascade of reference counts that fall to zero.

An object goes when as many references to it are lost as its count says, and a block that is no object (items of a
list, a table, a buffer) goes with what leads to it. This is what the interpreter would do, but for cycles among what
is left, which wait for the collector.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Edges, Graph
from sparsemem.outside.memory.memory_access import Flags, words
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

_COUNT = np.uint64(0xFFFFFFFF)
_LINKED = ("collections.deque", "collections.OrderedDict")
"""Whose own blocks lead to one another; elsewhere words of a block that is no object lead to none."""
_BATCH = 1 << 17
_NEVER = -(1 << 30)


class Cascade:
    """One cascade; references can be taken away in several steps."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is gone yet."""
        self._graph, self._kinds = graph, graph.kinds
        self._lost = zeros(len(graph), np.int32)
        self._gone = np.zeros(len(graph), np.bool_)
        self._linked = np.zeros(len(graph), np.bool_)
        self._links = np.zeros(1 << 16, np.bool_)
        for number, bases in enumerate(self._kinds.bases):
            self._links[number] = any(self._kinds.name_at(base) in _LINKED for base in bases)
        self.nodes = np.zeros(0, np.int32)
        """All that is gone."""

    def spare(self, nodes: Numbers) -> None:
        """Leaves nodes alive, however many references to them are lost: what is cleared refers to them and counts
        none, as the links of an lru_cache do."""
        self._lost[nodes] = _NEVER

    def take(self, references: Numbers) -> None:
        """Takes references away, one for each time that a node is named."""
        np.add.at(self._lost, references, 1)
        self._follow(self._fallen(distinct(references)))

    def force(self, nodes: Numbers) -> None:
        """Takes nodes away, whatever refers to them."""
        self._follow(distinct(nodes))

    def bytes(self) -> int:
        """Those of all that is gone."""
        return int(node_bytes(self._graph, self.nodes).sum())

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
        kind, before = self._graph.kind, self._kinds.before
        to_plain = before[kind[edges.targets]] < 0
        inner = self._links[kind[edges.sources]] | self._linked[edges.sources]
        self._linked[edges.targets[to_plain & inner]] = True
        from_plain = before[kind[edges.sources]] < 0
        targets: Numbers = edges.targets[~(to_plain & from_plain & ~self._linked[edges.sources])]
        np.add.at(self._lost, targets, 1)
        return distinct(targets)

    def _fallen(self, nodes: Numbers) -> Numbers:
        """Those to which no reference is left; blocks that are no objects are counted by nobody."""
        is_object = self._kinds.before[self._graph.kind[nodes]] >= 0
        objects = nodes[is_object]
        fallen = objects[self._lost[objects] >= self._counts(objects)]
        return distinct(np.concatenate([nodes[~is_object], fallen]))

    def _counts(self, objects: Numbers) -> NDArray[np.int64]:
        heads = self._graph.view.source.memory.gather(self._graph.objects(objects), 8)[0]
        found: NDArray[np.int64] = (words(heads)[:, 0] & _COUNT).astype(np.int64)
        return found


def node_bytes(graph: Graph, nodes: Numbers) -> NDArray[np.int64]:
    """The size of each block or chunk."""
    blocks = nodes < len(graph.numbering)
    sizes = np.zeros(len(nodes), np.int64)
    sizes[blocks] = graph.numbering.pools.block_size[graph.numbering.pool_of_number(nodes[blocks])]
    chunks = nodes[~blocks] - len(graph.numbering)
    sizes[~blocks] = (graph.ends(chunks) - graph.starts[chunks]).astype(np.int64)
    return sizes
