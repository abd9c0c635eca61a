"""What every reader here asks of a memory: many small ranges at once, or one range; and memory kept in buffers."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Addresses = NDArray[np.uint64]
"""Addresses, or sizes that are added to addresses; always unsigned, so that hostile words cannot overflow."""
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class Memory(Protocol):
    """The memory of a process, alive or dead. Reading never changes it, and never raises for a bad address."""

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """`size` bytes at each of n addresses: an array of shape (n, size), and which of them were readable.

        Rows that were not readable are zero.
        """
        ...

    def span(self, start: int, size: int) -> Bytes:
        """The bytes from `start` on, at most `size`: fewer where the memory ends, none where it is unreadable."""
        ...


def gather_one_by_one(memory: Memory, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
    """`Memory.gather` in terms of `Memory.span`, for memories that have nothing faster."""
    rows = np.zeros((len(addresses), size), np.uint8)
    found = np.zeros(len(addresses), np.bool_)
    for row, address in enumerate(addresses.tolist()):
        part = memory.span(address, size)
        if len(part) == size:
            rows[row], found[row] = part, True
    return rows, found


class BufferMemory:
    """Memory that is held in buffers, by the address of the first byte of each: a core file, or a test."""

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


def words(rows: Bytes) -> Addresses:
    """The same bytes as little-endian 64-bit words: shape (n, size) becomes (n, size // 8), (size,) likewise."""
    whole = rows.shape[-1] // 8 * 8
    return np.ascontiguousarray(rows[..., :whole]).view("<u8")
