"""Which node each piece of memory belongs to: a table of the nodes that are no objects, and of no others.

Most nodes of a heap are objects, and belong to none: a place for each of them would take as much as all that is
known of what belongs to whom.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.memory.marked_ranks import MarkedRanks
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

NOBODY = np.int32(-1)


class MemoryOwners:
    """By node the object, or head of a group, that has it; -1 for these, and for memory that none has."""

    def __init__(self, nodes: Nodes) -> None:
        """Nothing belongs to anybody yet."""
        before, kind = nodes.kinds.before, nodes.kind
        self._count, self._memory = len(nodes), MarkedRanks(len(nodes), lambda here: before[kind[here]] < 0)
        self.memory = self._memory.total
        """How many nodes are no objects."""
        self._owners: Numbers = zeros(self.memory, np.int32)
        self._owners[:] = NOBODY

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, nodes: Numbers | slice) -> Numbers:
        """The owners of some nodes; of a slice the bounds are known."""
        if isinstance(nodes, slice):
            found = np.full(nodes.stop - nodes.start, NOBODY, np.int32)
            bounds = self._memory.of(np.array([nodes.start, nodes.stop], np.int32))
            found[self._memory.flags(nodes)] = self._owners[bounds[0] : bounds[1]]
            return found
        found = np.full(len(nodes), NOBODY, np.int32)
        at = np.flatnonzero(self._memory.are_marked(nodes))
        found[at] = self._owners[self._memory.of(nodes[at])]
        return found

    def __setitem__(self, nodes: Numbers, owners: Numbers) -> None:
        """Memory that belongs to somebody from now on, with -1 to nobody; nothing happens to objects among it."""
        at = np.flatnonzero(self._memory.are_marked(nodes))
        self._owners[self._memory.of(nodes[at])] = owners[at]

    def owned(self) -> Iterator[tuple[Numbers, Numbers]]:
        """All that belongs to somebody, in order, some at a time, and whose it is."""
        for here, nodes in self._memory.marked():
            owners = self._owners[here]
            some = np.flatnonzero(owners >= 0)
            if len(some):
                yield nodes[some], owners[some]
