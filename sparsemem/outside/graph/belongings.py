"""The memory that belongs to each object, by object: tables, items, values, buffers, native memory below it."""

import numpy as np

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.own_memory import positions
from sparsemem.outside.pymalloc.block_numbers import Numbers


class Belongings:
    """The reverse of `References.belongs_to`, made once for many questions."""

    def __init__(self, graph: Graph) -> None:
        self._graph, belongs_to = graph, graph.references.belongs_to
        parts = positions(len(graph), lambda here: belongs_to[here] >= 0)
        nodes = np.concatenate([np.zeros(0, np.int32), *parts])
        order = np.argsort(belongs_to[nodes], kind="stable")
        self._nodes = nodes[order]
        self._owners = belongs_to[self._nodes]

    def of(self, objects: Numbers) -> Numbers:
        """The blocks and chunks that belong to some objects."""
        first, stop = (np.searchsorted(self._owners, objects, side) for side in ("left", "right"))
        counts = stop - first
        row = np.repeat(np.arange(len(objects)), counts)
        found: Numbers = self._nodes[np.arange(len(row)) + (first - (np.cumsum(counts) - counts))[row]]
        return found

    def bytes_of(self, objects: Numbers) -> int:
        """The bytes of some objects with all that belongs to them."""
        return int(self._graph.sizes(objects).sum() + self._graph.sizes(self.of(objects)).sum())
