"""pymalloc's pools, recognised by their headers: which there are, what is in use in each, and what is not.

Layout of CPython 3.10 to 3.15 on 64-bit machines: `struct pool_header` and the sizes above it in
Include/internal/pycore_obmalloc.h (3.10 and 3.11: Objects/obmalloc.c). Before 3.10, pools were of 4 KiB.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.regions import Ranges, Region, ranges_of
from sparsemem.outside.memory.residency import Residency

POOL_SIZE = 16384
HEADER = 48
ALIGNMENT = 16
SIZE_CLASSES = 32
"""Blocks are of 16, 32, ... 512 bytes."""
_BATCH = 1 << 15


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools that were found, one element of each array a pool, in the order of addresses."""

    addresses: Addresses
    used: NDArray[np.int32]
    """Blocks in use; 0 in a free pool."""
    free_head: Addresses
    """The first block of the list of free blocks that were in use before; 0 where there is none."""
    arena_index: NDArray[np.int64]
    """The number of the arena in the interpreter's own table; each interpreter of a process counts from 0."""
    block_size: NDArray[np.int32]
    next_offset: NDArray[np.int32]
    """Where in the pool the blocks begin that were never in use, in bytes."""

    def __len__(self) -> int:
        return len(self.addresses)

    def select(self, which: Flags | NDArray[np.int64]) -> "Pools":
        """Some of the pools, by a mask or by positions."""
        return Pools(
            self.addresses[which],
            self.used[which],
            self.free_head[which],
            self.arena_index[which],
            self.block_size[which],
            self.next_offset[which],
        )

    @property
    def capacity(self) -> NDArray[np.int32]:
        """Blocks that fit in each pool."""
        return (POOL_SIZE - HEADER) // self.block_size

    @property
    def carved(self) -> NDArray[np.int32]:
        """Blocks of each pool that are or were in use."""
        return (self.next_offset - HEADER) // self.block_size

    @property
    def live_bytes(self) -> NDArray[np.int32]:
        """Bytes of each pool that are in blocks in use."""
        return self.used * self.block_size


def find_pools(memory: Memory, regions: list[Region], residency: Residency, but: Ranges | None = None) -> Pools:
    """The pools in the regions, but for some ranges. A pool whose first page was never touched holds nothing and is
    not among them.

    Arenas are mapped each by itself (`_PyObject_ArenaMmap`): in the heap of brk there is none.
    """
    # What is reserved beyond all bounds was left out there, and a list of its places would fill our own memory.
    known = residency.region_of(np.array([region.start for region in regions], np.uint64)) >= 0
    chosen = (one for one, is_known in zip(regions, known.tolist(), strict=True) if is_known and not one.is_brk)
    ranges = ranges_of(chosen)
    places = (ranges.without(but) if but else ranges).multiples(POOL_SIZE)
    places = places[residency.resident(places)]
    return _join([_read_pools(memory, places[first : first + _BATCH]) for first in range(0, len(places), _BATCH)])


def _read_pools(memory: Memory, addresses: Addresses) -> Pools:
    rows, readable = memory.gather(addresses, HEADER)
    return parse_pools(addresses[readable], rows[readable])


def parse_pools(addresses: Addresses, headers: NDArray[np.uint8]) -> Pools:
    """Those of the headers (shape (n, 48)) that are of pools; `addresses` tells where each was read."""
    halves = np.ascontiguousarray(headers).view("<u4")
    used, size_class, offset = (np.minimum(halves[:, at], POOL_SIZE + 1).astype(np.int32) for at in (0, 9, 10))
    pools = Pools(
        addresses=addresses,
        used=used,
        free_head=words(headers)[:, 1],
        arena_index=halves[:, 8].astype(np.int64),
        block_size=(size_class + np.int32(1)) * np.int32(ALIGNMENT),
        next_offset=offset,
    )
    return pools.select(_consistent(pools, halves[:, 11].astype(np.int64)))


def _consistent(pools: Pools, max_next_offset: NDArray[np.int64]) -> Flags:
    """Which headers hold together; by the class and the maximum offset alone, 40 % too many would pass."""
    size, offset = pools.block_size, pools.next_offset
    good = (size <= SIZE_CLASSES * ALIGNMENT) & (max_next_offset == POOL_SIZE - size)
    good &= (offset > HEADER) & (offset <= POOL_SIZE) & ((offset - HEADER) % size == 0)
    good &= pools.used <= pools.carved
    head = pools.free_head.astype(np.int64) - pools.addresses.astype(np.int64)
    inside = (head >= HEADER) & (head < offset) & ((head - HEADER) % size == 0)
    # A pool without a list of free blocks takes a fresh block at once; when there is none left it is full.
    full = (pools.free_head == 0) & (pools.used == pools.capacity)
    linked: Flags = good & (full | inside)
    return linked


def _join(parts: list[Pools]) -> Pools:
    if not parts:
        return parse_pools(np.zeros(0, np.uint64), np.zeros((0, HEADER), np.uint8))
    columns = ("addresses", "used", "free_head", "arena_index", "block_size", "next_offset")
    return Pools(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))
