"""Which blocks of pymalloc's pools are in use: all that were carved, less those on the pool's list of free ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, Memory, words
from sparsemem.outside.memory.residency import Residency
from sparsemem.outside.pymalloc.pool_headers import ALIGNMENT, HEADER, POOL_SIZE, Pools

_BATCH, _MOST_BLOCKS = 512, 1 << 16
"""Pools that are read at once: 8 MiB, or as many as have so many blocks; of each a dozen words are worked out."""
_MOST = (POOL_SIZE - HEADER) // ALIGNMENT


@dataclass(frozen=True, slots=True)
class Blocks:
    """Live blocks of a batch of pools, one element of `pool` and `offset` a block."""

    content: Addresses
    """The pools' bytes as words: shape (pools, 2048); of chunks that are no pool's, what was read of each."""
    pool: NDArray[np.int64]
    """The position in the batch of the pool that each block is in."""
    offset: NDArray[np.int64]
    """Where in its pool each block begins, in bytes."""
    addresses: Addresses
    sizes: NDArray[np.int64]
    torn: int
    """Pools whose list did not hold as many free blocks as their header says: they changed while they were read."""

    def __len__(self) -> int:
        return len(self.pool)

    def word(self, at: int, rows: NDArray[np.int64]) -> Addresses:
        """The word at byte `at` of the blocks at `rows`, 0 where the block ends before."""
        place = self.pool[rows] * self.content.shape[1] + (self.offset[rows] + at) // 8
        found: Addresses = self.content.reshape(-1).take(place, mode="clip")
        if at + 8 > ALIGNMENT:
            found[self.sizes[rows] < at + 8] = 0
        return found


def read_blocks(memory: Memory, residency: Residency, pools: Pools) -> Iterator[tuple[slice, Blocks]]:
    """The live blocks of the pools, batch by batch, with the slice of `pools` that each batch is."""
    before, start = np.cumsum(pools.carved), 0
    while start < len(pools):
        enough = int(np.searchsorted(before, before[start] + _MOST_BLOCKS))
        here = slice(start, min(start + _BATCH, max(enough, start + 1), len(pools)))
        start = here.stop
        some = pools.select(np.arange(here.start, here.stop))
        yield here, find_blocks(read_content(memory, residency, some), some)


def read_content(memory: Memory, residency: Residency, pools: Pools) -> Bytes:
    """The pools' bytes, shape (pools, 16384).

    Of a pool that is not wholly resident only what was in use is read: reading a page that is not there would map
    one.
    """
    content = np.zeros((len(pools), POOL_SIZE), np.uint8)
    whole = residency.between(pools.addresses, pools.addresses + np.uint64(POOL_SIZE)) == POOL_SIZE
    content[whole] = memory.gather(pools.addresses[whole], POOL_SIZE)[0]
    for row in np.flatnonzero(~whole).tolist():
        part = memory.span(int(pools.addresses[row]), int(pools.next_offset[row]))
        content[row, : len(part)] = part
    return content


def find_blocks(content: Bytes, pools: Pools) -> Blocks:
    """The live blocks, from the pools' bytes: shape (pools, 16384)."""
    table = words(content)
    free = _follow_free(table, pools)
    carved, size = pools.carved[:, None], pools.block_size
    live = (np.arange(_MOST) < carved) & ~free
    pool, number = np.nonzero(live)
    offset = HEADER + number * size[pool]
    return Blocks(
        content=table,
        pool=pool,
        offset=offset,
        addresses=pools.addresses[pool] + offset.astype(np.uint64),
        sizes=size[pool].astype(np.int64),
        torn=int((live.sum(axis=1) != pools.used).sum()),
    )


def _follow_free(table: Addresses, pools: Pools) -> Flags:
    """Which blocks of each pool are on its free list, shape (pools, blocks); all lists are followed at once.

    A list is as long as the header says at most, and stops where it leaves the pool or meets itself.
    """
    free = np.zeros((len(pools), _MOST), np.bool_)
    row = np.flatnonzero((pools.used < pools.carved) & (pools.used > 0))
    place = (pools.free_head - pools.addresses).astype(np.int64)[row]
    free[pools.used == 0] = True
    while len(row):
        size = pools.block_size[row]
        good = (place >= HEADER) & (place < pools.next_offset[row]) & ((place - HEADER) % size == 0)
        row, place, size = row[good], place[good], size[good]
        number = (place - HEADER) // size
        fresh = ~free[row, number]
        row, place, number = row[fresh], place[fresh], number[fresh]
        free[row, number] = True
        place = (table[row, place // 8] - pools.addresses[row]).astype(np.int64)
    return free
