"""The memory that belongs to each object, by object: tables, items, values, buffers, native memory below it."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.pymalloc.block_numbers import Numbers

_NODE = np.int64(0xFFFFFFFF)


class Belongings:
    """The reverse of `References.belongs_to`, made when it is first asked for, for many questions."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def _pairs(self) -> NDArray[np.int64]:
        """In order, the object above 32 bits, and below them the node that belongs to it."""
        every = self._graph.references.belongs_to.owned()
        pairs = np.concatenate(
            [np.zeros(0, np.int64), *(owners.astype(np.int64) << 32 | nodes for nodes, owners in every)]
        )
        pairs.sort()
        return pairs

    def of(self, objects: Numbers) -> Numbers:
        """The blocks and chunks that belong to some objects."""
        wanted = objects.astype(np.int64)
        first, stop = (np.searchsorted(self._pairs, one << 32) for one in (wanted, wanted + 1))
        counts = stop - first
        row = np.repeat(np.arange(len(objects)), counts)
        places = np.arange(len(row)) + (first - (np.cumsum(counts) - counts))[row]
        found: Numbers = (self._pairs[places] & _NODE).astype(np.int32)
        return found

    def bytes_of(self, objects: Numbers) -> int:
        """The bytes of some objects with all that belongs to them."""
        return int(self._graph.sizes(objects).sum() + self._graph.sizes(self.of(objects)).sum())
