"""The memory of a process as every reader asks for it: many small ranges at once, or one range."""

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


def words(rows: Bytes) -> Addresses:
    """The same bytes as little-endian 64-bit words: shape (n, size) becomes (n, size // 8), (size,) likewise."""
    whole = rows.shape[-1] // 8 * 8
    return np.ascontiguousarray(rows[..., :whole]).view("<u8")
