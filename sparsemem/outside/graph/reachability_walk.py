"""Reachability from the roots, breadth first: the label (owner) of every node, each node expanded once.

A node belongs to the root's name on the shortest path to it, and of several names on that path to the nearest one.
Where a reference leads to a node of another name, that is recorded (a crossing), for only there other names than the
node's own can dominate it or keep it alive; and so is from which names each name is reached.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.attribute_names import AttributeNames
from sparsemem.outside.graph.frontier import Frontier
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

Labels = NDArray[np.uint16]
_MOST_CROSSINGS = 4_000_000
_COMPACT = 1 << 20
_NODE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a walk may take; seconds of processor time."""

    seconds: float = 40.0
    levels: int = 100_000


class Walk:
    """Which name each node belongs to, as far as the walk has gone."""

    def __init__(self, graph: Graph, attributes: AttributeNames, bounds: Bounds | None = None) -> None:
        self.graph, self.attributes = graph, attributes
        self.label: Labels = zeros(len(graph), np.uint16)
        """The name's number, 0 where nothing led to the node."""
        self.is_whole = True
        """Whether the walk came to its end within its bounds."""
        self.rooted: set[int] = set()
        """Names that are bound by themselves, and not only reached from others."""
        self.unexpanded = np.zeros(0, np.int32)
        """Nodes that are claimed and not expanded: what they refer to are roots with names of their own."""
        self.unrecorded = np.zeros(0, np.int32)
        """Nodes that other names reach as well, without a record of which: there were too many crossings."""
        bounds = bounds or Bounds()
        self._deadline, self._levels = time.process_time() + bounds.seconds, bounds.levels
        self._crossings: list[NDArray[np.int64]] = []
        self._noted = 0
        self._apart, self._apart_label = np.zeros(0, np.int32), -1
        self._nested: set[tuple[int, int]] = set()

    def set_apart(self, label: int, nodes: Numbers) -> None:
        """Gives nodes to a name before anything is followed, so that no other one comes by them."""
        self.label[nodes] = label
        self._apart, self._apart_label = nodes, label
        self.rooted.add(label)

    def follow_apart(self) -> None:
        """Gives what nothing but the nodes that were set apart leads to to their name."""
        frontier = Frontier(len(self.label))
        frontier.add(self._apart)
        self._follow(frontier)

    def claim(self, labels: Labels, pointers: Addresses) -> None:
        """Labels nodes without expanding them."""
        nodes = self.graph.find_objects(pointers)
        self.label[nodes[nodes >= 0]] = labels[nodes >= 0]
        self.unexpanded = distinct(np.concatenate([self.unexpanded, nodes[nodes >= 0]]))

    def follow(self, labels: Labels, pointers: Addresses, crosses: bool = True) -> None:
        """Labels everything that is reachable from what names are bound to.

        Where the pointers may be stale, no crossings are recorded for what they lead to (`crosses`).
        """
        nodes = self.graph.find_objects(pointers)
        found = nodes >= 0
        self.rooted.update(np.flatnonzero(np.bincount(labels[found])).tolist())
        frontier = Frontier(len(self.label))
        frontier.add(self._visit(labels[found], nodes[found], crosses))
        self._follow(frontier)

    def _follow(self, frontier: Frontier) -> None:
        while frontier and self.is_whole:
            for some in frontier.batches():
                self._expand(some, frontier)
            self._levels -= 1
            self.is_whole = self._levels > 0 and time.process_time() < self._deadline

    def _expand(self, nodes: Numbers, below: Frontier) -> None:
        """Visits what some nodes, which are in order, refer to."""
        for edges in self.graph.edges(nodes):
            above = self.label[edges.sources]
            labels = above.copy()
            self.attributes.name(edges, labels)
            renamed = np.flatnonzero(labels != above)
            if len(renamed):
                pairs = distinct(above[renamed].astype(np.int64) << 16 | labels[renamed])
                self._nested.update((pair >> 16, pair & 0xFFFF) for pair in pairs.tolist())
            below.add(self._visit(labels, edges.targets, True))

    def _visit(self, labels: Labels, nodes: Numbers, crosses: bool) -> Numbers:
        """Gives to names what has none, notes what has another one, and returns what is to be expanded."""
        fresh = self.label[nodes] == 0
        new = nodes[fresh]
        self.label[new] = labels[fresh]
        if crosses:
            here = self.label[nodes]
            other = np.flatnonzero((here != labels) & (here != self._apart_label))
            if len(other):
                self._note(labels[other].astype(np.int64) << 32 | nodes[other])
        holders: Numbers = new[~self.graph.kinds.is_leaf[self.graph.kind[new]]]
        return holders

    def _note(self, crossings: NDArray[np.int64]) -> None:
        if self._noted > _MOST_CROSSINGS:
            self.unrecorded = distinct(np.concatenate([self.unrecorded, (crossings & _NODE).astype(np.int32)]))
            return
        self._crossings.append(distinct(crossings))
        self._noted += len(self._crossings[-1])
        if self._noted > _COMPACT and len(self._crossings) > 1:
            self._crossings = [distinct(np.concatenate(self._crossings))]
            self._noted = len(self._crossings[0])

    def label_belongings(self) -> None:
        """Gives what belongs to objects to the owners of these."""
        belongs_to = self.graph.references.belongs_to
        for some in positions(len(self.label), lambda here: belongs_to[here] >= 0):
            self.label[some] = self.label[belongs_to[some]]

    def crossings(self) -> tuple[Labels, Numbers]:
        """Names and nodes that they reach as well, though the nodes belong to others."""
        pairs = distinct(np.concatenate([np.zeros(0, np.int64), *self._crossings]))
        return (pairs >> 32).astype(np.uint16), (pairs & _NODE).astype(np.int32)

    def nested(self) -> tuple[Labels, Labels]:
        """Pairs of names, the first of which leads to the second."""
        pairs = np.array(sorted(self._nested), np.uint16).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]
