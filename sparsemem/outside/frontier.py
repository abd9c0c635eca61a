"""The nodes that are to be expanded next: a list while they are few, one flag for each node where they are many."""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.numbering import Numbers
from sparsemem.outside.thrift import zeros

_FEW, _STEP = 1 << 17, 1 << 16
Integer = TypeVar("Integer", np.int32, np.int64)


class Frontier:
    """Some nodes of `count`; adding one twice is no harm."""

    def __init__(self, count: int) -> None:
        """None at first."""
        self._count = count
        self._parts: list[Numbers] = []
        self._size = 0
        self._flags: NDArray[np.bool_] | None = None

    def __bool__(self) -> bool:
        return self._size > 0

    def add(self, nodes: Numbers) -> None:
        """Some more."""
        self._size += len(nodes)
        if self._flags is not None:
            self._flags[nodes] = True
            return
        self._parts.append(nodes)
        if self._size > _FEW:
            self._flags = zeros(self._count, np.bool_)
            for part in self._parts:
                self._flags[part] = True
            self._parts.clear()

    def batches(self) -> Iterator[Numbers]:
        """All of them in order, each once, some at a time."""
        if self._flags is None:
            few = distinct(np.concatenate(self._parts)) if self._parts else np.zeros(0, np.int32)
            yield from (few[first : first + _STEP] for first in range(0, len(few), _STEP))
            return
        for first in range(0, self._count, _STEP):
            found = np.flatnonzero(self._flags[first : first + _STEP])
            if len(found):
                yield (found + first).astype(np.int32)


def distinct(values: NDArray[Integer]) -> NDArray[Integer]:
    """The values in order, each once; sorting is faster here than the hash table of `np.unique`."""
    ordered = np.sort(values)
    differs = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=differs[1:])
    each: NDArray[Integer] = ordered[differs]
    return each
