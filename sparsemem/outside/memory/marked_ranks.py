"""How many of some marked elements stand before each one, in one byte an element and not in four.

A byte counts them modulo 256, and for each 256 elements one number says where that count stands.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.own_memory import STEP, zeros

_GROUP_BITS = 8


class MarkedRanks:
    """The ranks of marked elements among all that are marked."""

    def __init__(self, marks: NDArray[np.bool_]) -> None:
        """Of n elements those that are marked, shape (n,)."""
        count, total = len(marks), 0
        self._before = zeros(count + 1, np.uint8)
        self._bases = zeros((count >> _GROUP_BITS) + 1, np.int32)
        for first in range(0, count, STEP):
            ranks = np.cumsum(marks[first : first + STEP], dtype=np.int32) + np.int32(total)
            behind = slice(first + 1, first + 1 + len(ranks))
            self._before[behind] = ranks.astype(np.uint8)
            starts = np.arange(-(-behind.start >> _GROUP_BITS), (behind.stop - 1 >> _GROUP_BITS) + 1)
            self._bases[starts] = ranks[(starts << _GROUP_BITS) - behind.start]
            total = int(ranks[-1])

    def of(self, elements: NDArray[np.int32]) -> NDArray[np.int32]:
        """How many marked ones stand before each of some elements; before element n, how many there are."""
        base = self._bases[elements >> _GROUP_BITS]
        found: NDArray[np.int32] = base + (self._before[elements] - base.astype(np.uint8))
        return found
