"""A compressed sparse row table of references, filled run after run."""

from typing import Generic

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.memory.own_memory import Scalar, zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers


class _Column(Generic[Scalar]):
    """A table that grows; no page of it takes memory before it is written to."""

    def __init__(self, count: int, dtype: type[Scalar]) -> None:
        self._dtype, self._size = dtype, 0
        self._values: NDArray[Scalar] = zeros(count, dtype)

    def extend(self, values: NDArray[Scalar]) -> None:
        while self._size + len(values) > len(self._values):
            larger = zeros(len(self._values) * 2, self._dtype)
            larger[: self._size] = self._values[: self._size]
            self._values = larger
        self._values[self._size : self._size + len(values)] = values
        self._size += len(values)

    def all(self) -> NDArray[Scalar]:
        return self._values[: self._size]


class ReferenceTable:
    """The compressed sparse row table of some nodes, filled run after run."""

    def __init__(self, count: int) -> None:
        self._first = zeros(count + 1, np.int32)
        self._targets, self._slots = _Column(8 * count + 1024, np.int32), _Column(8 * count + 1024, np.uint16)
        self._done = 0
        self.belongs_to: Numbers = zeros(count, np.int32)
        self.belongs_to[:] = -1

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
        return References(self._first, self._targets.all(), self._slots.all(), self.belongs_to, counted)
