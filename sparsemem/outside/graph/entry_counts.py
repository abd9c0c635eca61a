"""How many entries large containers have, of those that were there when the heap's blocks were counted.

A process goes on while it is read. What it has put into a container since is no node of the graph and has no bytes
there, so it counts as no entry either. An entry of the interpreter's own data (None, a small int) is no node, and
counts.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.missed_words import static_ranges
from sparsemem.outside.graph.reference_table import ENTRY_KINDS, VALUE
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.pymalloc.block_numbers import Numbers


class EntryCounts:
    """By node, of those that are large."""

    def __init__(self, view: View) -> None:
        self._static = static_ranges(view)
        self.found: dict[int, int] = {}
        self._nodes = np.zeros(0, np.int32)
        self._missed = np.zeros((0, 0), np.int64)

    @property
    def are_counted(self) -> bool:
        """Whether references of large containers are read now."""
        return len(self._nodes) > 0

    def begin(self, nodes: Numbers, counts: NDArray[np.int64]) -> None:
        """Some large containers, in order, and how many entries they say they have."""
        self._nodes, self._missed = nodes, np.zeros((len(nodes), VALUE + 1), np.int64)
        self.found.update(zip(nodes.tolist(), counts.tolist(), strict=True))

    def miss(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64]) -> None:
        """What some of them refer to and is no node."""
        fresh = ~self._static.contain(pointers)
        rows = np.searchsorted(self._nodes, sources[fresh])
        np.add.at(self._missed, (rows, slots[fresh] & ENTRY_KINDS), 1)

    def end(self) -> None:
        """All their references are read."""
        for node, missed in zip(self._nodes.tolist(), self._missed.max(axis=1, initial=0).tolist(), strict=True):
            self.found[node] = max(self.found[node] - missed, 0)
        self._nodes = np.zeros(0, np.int32)
