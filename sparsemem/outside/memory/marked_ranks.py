"""Which of many elements are marked, and how many marked ones stand before each: in three bits an element.

One bit says whether an element is marked. For each 16 elements one number says how many are marked before them, and
those before it among the 16 are counted by a look into a table.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.own_memory import parts, zeros

_BITS, _WITHIN = 4, 15
_ONES = np.array([bin(word).count("1") for word in range(1 << 16)], np.uint8)
_BELOW = np.array([(1 << bit) - 1 for bit in range(16)], np.uint16)
"""The bits of those that stand before each one of a word."""


class MarkedRanks:
    """The ranks of marked elements among all that are marked."""

    def __init__(self, count: int, are_marked: Callable[[slice], NDArray[np.bool_]]) -> None:
        """Of `count` elements those that are marked; `are_marked` tells of a part of them at a time."""
        self._count, total = count, 0
        self._words = zeros((count >> _BITS) + 1, np.uint16)
        self._bases = zeros((count >> _BITS) + 1, np.int32)
        for here in parts(count):  # each part but the last one is a whole number of words
            packed = np.packbits(are_marked(here), bitorder="little")
            words = np.append(packed, np.uint8(0))[: len(packed) + len(packed) % 2].view("<u2").astype(np.uint16)
            begin = here.start >> _BITS
            self._words[begin : begin + len(words)] = words
            behind = np.cumsum(_ONES[words], dtype=np.int32) + np.int32(total)
            stop = min(begin + 1 + len(words), len(self._bases))
            self._bases[begin + 1 : stop] = behind[: stop - begin - 1]
            total = int(behind[-1])
        self.total = total
        """How many are marked."""

    @classmethod
    def of_marks(cls, marks: NDArray[np.bool_]) -> "MarkedRanks":
        """The same of marks that are in a table."""
        return cls(len(marks), lambda here: marks[here])

    def of(self, elements: NDArray[np.int32]) -> NDArray[np.int32]:
        """How many marked ones stand before each of some elements; before element n, how many there are."""
        at = elements >> _BITS
        found: NDArray[np.int32] = self._bases[at] + _ONES[self._words[at] & _BELOW[elements & _WITHIN]]
        return found

    def are_marked(self, elements: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of some elements are marked."""
        found: NDArray[np.bool_] = self._words[elements >> _BITS] >> (elements & _WITHIN).astype(np.uint16) & 1 == 1
        return found

    def marked(self) -> Iterator[tuple[slice, NDArray[np.int32]]]:
        """All that are marked, in order, some at a time, and their ranks."""
        done = 0
        for here in parts(self._count):
            found = np.flatnonzero(self.flags(here)).astype(np.int32) + np.int32(here.start)
            if len(found):
                yield slice(done, done + len(found)), found
                done += len(found)

    def flags(self, here: slice) -> NDArray[np.bool_]:
        """Which of a part of the elements are marked."""
        begin = here.start >> _BITS
        words = self._words[begin : (here.stop + _WITHIN >> _BITS)].astype("<u2").view(np.uint8)
        bits = np.unpackbits(words, bitorder="little")
        found: NDArray[np.bool_] = bits[here.start - (begin << _BITS) : here.stop - (begin << _BITS)].view(np.bool_)
        return found
