"""A compressed sparse row table of references, filled run after run."""

import numpy as np

from sparsemem.outside.graph.columns import Column
from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.memory_owners import MemoryOwners
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.memory.own_memory import zeros


class ReferenceTable:
    """The compressed sparse row table of some nodes, filled run after run."""

    def __init__(self, nodes: Nodes) -> None:
        count = len(nodes)
        self._first = zeros(count + 1, np.int32)
        self._targets, self._slots = Column(8 * count + 1024, np.int32), Column(8 * count + 1024, np.uint16)
        self._done = 0
        self.belongs_to = MemoryOwners(nodes)

    def append(self, found: FoundReferences, count: int) -> None:
        """The references of the next `count` nodes."""
        counts, targets, slots = found.in_order(count)
        begin = int(self._first[self._done])
        self._first[self._done + 1 : self._done + count + 1] = begin + np.cumsum(counts)
        self._targets.extend(targets)
        self._slots.extend(slots)
        self._done += count

    def finished(self, counted: dict[int, int]) -> References:
        """The table, when all nodes are in it, with how many entries large containers have."""
        return References(self._first, self._targets, self._slots, self.belongs_to, counted)
