"""The buffers of Arrow that lie in its own pool: what of the pool is in use, by the objects of C++ that have it.

`class Buffer` of Arrow's cpp/src/arrow/buffer.h: behind the table of its methods and two flags stand the address of
its content, its size, and the size that was asked for. It may stand behind the two counts of a `std::shared_ptr`.
"""

from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.heap_view import View

_LIBRARY = "libarrow.so"
_LEAST, _LARGEST = 56, 512
"""Bytes of a chunk that can hold one."""
_BEGINS = (0, 2)
_DATA, _SIZE, _CAPACITY = 2, 3, 4
_WORDS = _BEGINS[-1] + _CAPACITY + 1
_MOST = np.uint64(1 << 40)
_BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Buffers:
    """Memory that a chunk has for certain, in the order of addresses."""

    starts: Addresses
    holders: Addresses
    """Where the content of the chunk begins that has each."""
    pooled: Ranges
    """Those that lie in none of malloc's chunks."""


def find_arrow_buffers(view: View, chunks: Ranges) -> Buffers:
    """Those of a process with these chunks, which are in order; slices of another buffer are left out."""
    libraries = Ranges.of(
        (one.start, one.end)
        for one in view.source.mappings
        if one.is_file and PurePath(one.path).name.startswith(_LIBRARY)
    )
    if not len(libraries):
        return Buffers(libraries.starts, libraries.starts, libraries)
    sizes = chunks.ends - chunks.starts
    some = chunks.starts[(sizes >= np.uint64(_LEAST)) & (sizes <= np.uint64(_LARGEST))]
    found = [np.zeros((0, 3), np.uint64)]
    for first in range(0, len(some), _BATCH):
        here = some[first : first + _BATCH]
        content = gather_words(view.source.memory, here, _WORDS)
        found += [_buffers(here, content[:, begin:], libraries) for begin in _BEGINS]
    rows = np.concatenate(found)
    rows = _outermost(rows[view.residency.region_of(rows[:, 0]) >= 0])
    pooled = rows[~chunks.contain(rows[:, 0])]
    return Buffers(rows[:, 0], rows[:, 2], Ranges(pooled[:, 0].copy(), pooled[:, 1].copy()))


def _buffers(chunks: Addresses, content: Addresses, libraries: Ranges) -> NDArray[np.uint64]:
    """Start and end of what those objects have that are buffers, and their chunk; shape (n, 3)."""
    data, size, capacity = (content[:, at] for at in (_DATA, _SIZE, _CAPACITY))
    good: Flags = (size > 0) & (size <= capacity) & (capacity < _MOST) & (data > 0) & (data % np.uint64(8) == 0)
    good[good] = libraries.contain(content[good, 0])
    return np.stack([data[good], data[good] + capacity[good], chunks[good]], axis=1)


def _outermost(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """In the order of addresses, without those that begin before another has ended."""
    rows = rows[np.lexsort((-rows[:, 1].astype(np.int64), rows[:, 0]))]
    before = np.concatenate([np.zeros(1, np.uint64), np.maximum.accumulate(rows[:, 1])])[:-1]
    return rows[rows[:, 0] >= before]
