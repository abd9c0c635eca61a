"""The objects of a heap and all references between them, with the memory that belongs to each."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.native_words import read_pointers
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_table import BELOW, References, Slots
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

_BATCH = 1 << 17


@dataclass(frozen=True, slots=True)
class Edges:
    """Some of the references; an element of each array a reference."""

    sources: Numbers
    targets: Numbers
    slots: Slots
    """What each one is, as in `references`."""


@dataclass(frozen=True, slots=True)
class Graph(Nodes):
    """The nodes, and what they refer to."""

    traversal: Traversal
    references: References
    counts: NDArray[np.int32]
    """Shape (n,): the reference count of what the collector tracks, 0 of everything else; 1 << 30 where immortal."""

    def edges(self, nodes: Numbers) -> Iterator[Edges]:
        """The references of some nodes, in order: those of the table, and of memory that has none there any word that
        leads to a node."""
        in_table = self.are_objects(nodes) | self.references.are_there(nodes)
        known = nodes[in_table]
        for first in range(0, len(known), _BATCH):
            some = known[first : first + _BATCH]
            row, edges = self.references.edges(some)
            yield Edges(some[row], self.references.targets[edges], self.references.slots[edges])
        native = nodes[~in_table]
        for row, pointers in read_pointers(self, native) if len(native) else ():
            targets = self.find_objects(pointers)
            hits = np.flatnonzero(targets >= 0)
            slots = np.full(len(hits), BELOW, np.uint16)
            yield Edges(native[row[hits]], targets[hits], slots)

    def without_counts(self) -> "Graph":
        """The same without the reference counts, which take as much of our memory as the references of most objects:
        garbage is told by them, and nothing else."""
        return replace(self, counts=zeros(len(self), np.int32))

    def find_objects(self, pointers: Addresses) -> Numbers:
        """The node that each pointer leads to, the object where it leads into memory that belongs to one."""
        found = self.find(pointers)
        hits = np.flatnonzero(found >= 0)
        owners = self.references.belongs_to[found[hits]]
        found[hits] = np.where(owners >= 0, owners, found[hits])
        return found


def make_graph(nodes: Nodes, traversal: Traversal, references: References, counts: NDArray[np.int32]) -> Graph:
    """The graph of some nodes."""
    known = {one.name: getattr(nodes, one.name) for one in fields(nodes)}
    return Graph(**known, traversal=traversal, references=references, counts=counts)
