"""jemalloc's extents, by its records of them: which are in use, and which blocks of those that hold small ones.

A record is believed by its size class, which must fit its size (5.3.1 gives large ones no more than they ask for),
and by its count of free blocks, which must be that of its bitmap. What threads keep in caches of their own counts as
in use.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.jemalloc.jemalloc_records import (
    ADDRESS,
    BITMAP,
    CLASS,
    FREE_BLOCKS,
    SLAB,
    STATE,
    class_size,
    field_of,
    find_base_blocks,
    pages_of,
    read_records,
)
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.residency import PAGE, Residency

_ACTIVE, _FREE_STATES = 0, (1, 2, 3)
"""`extent_state_active`; dirty, muzzy and retained ones. Others are about to change, or left from before."""
_MOST_BLOCKS = 512
"""`SC_SLAB_MAXREGS`: small blocks of one extent."""
_PADDING = PAGE
"""`sz_large_pad`: what a large allocation has beside its size, so that it can begin anywhere in its first page."""
_CLASSES = 232
"""`SC_NSIZES`, which stands in the records of free extents."""
_UNPACKED = 1 << 13
"""Records whose bitmaps are unpacked together."""


@dataclass(frozen=True, slots=True)
class Extents:
    """Runs of pages that do not overlap, in the order of addresses, one element of each array a run."""

    ranges: Ranges
    live_bytes: NDArray[np.int64]
    """In blocks in use, resident or not; all of a large one."""
    blocks: Ranges
    """Each block in use, in the order of addresses."""

    def __len__(self) -> int:
        return len(self.ranges)

    def resident(self, residency: Residency) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The resident bytes of each run that are live, and those that are free or jemalloc's own."""
        total = residency.between(self.ranges.starts, self.ranges.ends)
        live = np.minimum(self.live_bytes, total)
        return live, total - live


def find_extents(memory: Memory, regions: list[Region], residency: Residency) -> Extents:
    """The extents that records in base blocks of the regions tell of, and these blocks themselves."""
    base = find_base_blocks(memory, regions, residency)
    if not len(base):
        return _NONE
    return _extents(read_records(memory, base, regions), base)


_NONE = Extents(Ranges.of(()), np.zeros(0, np.int64), Ranges.of(()))


def _extents(records: Addresses, base: NDArray[np.int64]) -> Extents:
    records = records[np.argsort(pages_of(records)[0], kind="stable")]
    first, size = pages_of(records)
    is_slab, state = field_of(records, *SLAB) > 0, field_of(records, *STATE)
    in_use = np.concatenate([np.zeros(0, np.int64), *(_used(some).sum(axis=1) for some in _parts(records))])
    fits = np.where(is_slab, _fits_small(records, in_use), _fits_large(records))
    outside = _beside(_ranges(_in_order(base)), first, size)
    active = _apart(first, size, (state == _ACTIVE) & fits & outside)
    taken = _ranges(np.stack([first, first + size], axis=1)[active])
    free = _apart(first, size, np.isin(state, _FREE_STATES) & ~is_slab & outside & _beside(taken, first, size))
    live = np.where(is_slab, in_use * _block_size(records), size) * active
    runs = np.stack([first, first + size, live], axis=1)[active | free]
    runs = _in_order(np.concatenate([runs, np.insert(base, 2, 0, axis=1)]))
    blocks = [_large_blocks(records[active & ~is_slab]), *map(_small_blocks, _parts(records[active & is_slab]))]
    return Extents(_ranges(runs), runs[:, 2], _ranges(_in_order(np.concatenate(blocks))))


def _parts(records: Addresses) -> Iterator[Addresses]:
    """Some at a time, whose bitmaps are small enough to be unpacked."""
    return (records[first : first + _UNPACKED] for first in range(0, len(records), _UNPACKED))


def _block_size(records: Addresses) -> NDArray[np.int64]:
    return class_size(field_of(records, *CLASS))


def _fits_small(records: Addresses, in_use: NDArray[np.int64]) -> Flags:
    """Whether blocks of that size fill the pages, and as many of them are free as the record says."""
    size, block = pages_of(records)[1], _block_size(records)
    found: Flags = (size % block == 0) & (field_of(records, *FREE_BLOCKS) == size // block - in_use)
    return found


def _fits_large(records: Addresses) -> Flags:
    """Whether the pages are what a block of that class, and of no smaller one, takes."""
    of_class, size = field_of(records, *CLASS), pages_of(records)[1]
    found: Flags = (size <= class_size(of_class) + _PADDING) & (size - _PADDING > class_size(of_class - 1))
    return found & (of_class < _CLASSES)


def _used(records: Addresses) -> Flags:
    """Which blocks of each extent are in use: their bits in its bitmap are 0; shape (n, 512)."""
    count = pages_of(records)[1] // _block_size(records)
    free = np.unpackbits(np.ascontiguousarray(records[:, BITMAP:]).view(np.uint8), axis=1, bitorder="little")
    found: Flags = (free == 0) & (np.arange(_MOST_BLOCKS) < count[:, None])
    return found


def _small_blocks(records: Addresses) -> NDArray[np.int64]:
    """Start and end of each block in use; shape (n, 2)."""
    row, index = np.nonzero(_used(records))
    size = _block_size(records)[row]
    starts = pages_of(records)[0][row] + index * size
    return np.stack([starts, starts + size], axis=1)


def _large_blocks(records: Addresses) -> NDArray[np.int64]:
    """The same of extents that are one block each."""
    starts = records[:, ADDRESS].astype(np.int64)
    sizes = np.minimum(pages_of(records)[1] - _PADDING, _block_size(records))
    return np.stack([starts, starts + sizes], axis=1)


def _in_order(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[np.argsort(rows[:, 0])]


def _ranges(rows: NDArray[np.int64]) -> Ranges:
    return Ranges(rows[:, 0].astype(np.uint64), rows[:, 1].astype(np.uint64))


def _beside(taken: Ranges, first: NDArray[np.int64], size: NDArray[np.int64]) -> Flags:
    """Which pages lie in none of some ranges."""
    found: Flags = taken.bytes_below((first + size).astype(np.uint64)) == taken.bytes_below(first.astype(np.uint64))
    return found


def _apart(first: NDArray[np.int64], size: NDArray[np.int64], good: Flags) -> Flags:
    """Good ones, in order, that begin where those before them have ended: a record that is left from before tells of
    pages that are in others by now."""
    ends = np.where(good, first + size, 0)
    found: Flags = good & (first >= np.concatenate([[0], np.maximum.accumulate(ends)])[:-1])
    return found
