"""Hash tables of Rust: hashbrown's `RawTable`, the one behind its standard library's `HashMap` too.

No header describes where a compiler puts such a table, but what it says of itself is checked as a dict's is: four
words in a row are the control bytes, the number of buckets less one, how many more may be put in, and how many are
there. The last two add up to at most seven eighths of the buckets, and as many control bytes as are full have their
highest bit clear (hashbrown, src/raw/mod.rs). The buckets stand before the control bytes, the first one last.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory

_GROUP = 16
"""The control bytes begin at such a boundary, and the first of them stand behind the last once more."""
_MOST_BUCKETS = 1 << 28


@dataclass(frozen=True, slots=True)
class RustTable:
    """One table with entries."""

    control: int
    """Where its control bytes begin, and its buckets end."""
    entries: int
    full: NDArray[np.int64]
    """The numbers of the buckets that are in use."""
    at: int
    """Which of the words that were searched is the first of the four."""

    def buckets(self, size: int) -> Addresses:
        """Where the buckets in use begin, each of so many bytes."""
        found: Addresses = np.uint64(self.control) - np.uint64(size) * (self.full + 1).astype(np.uint64)
        return found


def find_tables(memory: Memory, some: Addresses) -> Iterator[RustTable]:
    """The tables with entries whose four words are among some that stand in a row."""
    for at in range(len(some) - 3):
        control, mask, left, entries = (int(word) for word in some[at : at + 4])
        buckets = mask + 1
        if 0 < entries <= buckets <= _MOST_BUCKETS and not buckets & mask and control % _GROUP == 0:
            full = _full(memory, control, buckets)
            if entries + left <= max(buckets // 8 * 7, buckets - 1) and len(full) == entries:
                yield RustTable(control, entries, full, at)


def _full(memory: Memory, control: int, buckets: int) -> NDArray[np.int64]:
    raw = np.frombuffer(bytes(memory.span(control, buckets)), np.uint8)
    return np.flatnonzero(raw < 128).astype(np.int64)
