"""A process's memory for tests: buffers, by the address of the first byte of each."""

from bisect import bisect_right
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, gather_one_by_one
from sparsemem.outside.memory.residency import PAGE


class AllPresent:
    """A pagemap of pages that are all there."""

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        """As in `Pagemap`."""
        return np.full((end - start) // PAGE, (1 << 63) | (1 << 56), np.uint64)


class BufferMemory:
    """Memory that is held in buffers."""

    def __init__(self, buffers: Mapping[int, bytes | bytearray | memoryview]) -> None:
        """The buffers must not overlap; they are read in place and not copied."""
        self._starts = sorted(buffers)
        self._buffers = [np.frombuffer(buffers[start], np.uint8) for start in self._starts]

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        return gather_one_by_one(self, addresses, size)

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`; two buffers that touch are not read as one."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or size <= 0:
            return np.zeros(0, np.uint8)
        offset = start - self._starts[index]
        return self._buffers[index][offset : offset + size]
