"""The nodes that are to be expanded next: a list while they are few, one flag for each node where they are many."""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

_FEW, _STEP = 1 << 17, 1 << 16
_FLAGS = 3


class Frontier:
    """Some nodes of `count`, for one level after the other; adding one twice is no harm."""

    def __init__(self, count: int) -> None:
        """None at first."""
        self._parts: list[Numbers] = []
        self._size = 0
        self._flags, self._flag = zeros(count, np.uint8), 1
        """While one level is looked at, its flags make way for those of the next one, which are other bits."""

    def __bool__(self) -> bool:
        return self._size > 0

    def add(self, nodes: Numbers) -> None:
        """Some more of the next level."""
        self._size += len(nodes)
        self._parts.append(nodes)
        if self._size > _FEW:
            for part in self._parts:
                self._flags[part] |= self._flag
            self._parts.clear()

    def batches(self) -> Iterator[Numbers]:
        """All of the next level in order, each once, some at a time; what is added meanwhile is of the one after."""
        parts, many, flag = self._parts, self._size > _FEW, self._flag
        self._parts, self._size, self._flag = [], 0, _FLAGS - flag
        if not many:
            few = distinct(np.concatenate(parts)) if parts else np.zeros(0, np.int32)
            yield from (few[first : first + _STEP] for first in range(0, len(few), _STEP))
            return
        for first in range(0, len(self._flags), _STEP):
            here = self._flags[first : first + _STEP]
            found = np.flatnonzero(here & flag)
            if len(found):
                here[found] ^= flag
                yield found.astype(np.int32) + np.int32(first)
