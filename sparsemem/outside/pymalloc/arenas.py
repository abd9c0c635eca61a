"""pymalloc's arenas: pools put together by the arena's number in their headers, and the bytes of each kind."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE, Pools

ARENA_SIZE = 1 << 20
"""`ARENA_SIZE` of pycore_obmalloc.h since CPython 3.10, where the radix tree is used.

A CPython 3.15 that was built with `--with-pymalloc-hugepages` (off by default) has arenas of 2 MiB, whether or not
`PYTHON_PYMALLOC_HUGEPAGES` is set when it runs. Each of them is taken for two here: its bytes are right, but both
halves go back only together.
"""


@dataclass(frozen=True, slots=True)
class Arenas:
    """Each arena's pools, as positions in a `Pools` that was put in the order of arenas."""

    pools: Pools
    """In the order of arenas, and of addresses within one."""
    arena_of: NDArray[np.int64]
    """The arena of each pool, counted from 0 in this reading."""
    first_pool: Addresses
    """The address of each arena's first pool. The arena itself need not be aligned: it begins up to one pool
    before, and then has 63 pools and not 64."""

    def __len__(self) -> int:
        return len(self.first_pool)

    @property
    def pool_counts(self) -> NDArray[np.int64]:
        """Pools of each arena, those never touched included."""
        last = np.zeros(len(self), np.uint64)
        np.maximum.at(last, self.arena_of, self.pools.addresses)
        aligned = last - self.first_pool == ARENA_SIZE - POOL_SIZE
        return np.where(aligned, ARENA_SIZE // POOL_SIZE, ARENA_SIZE // POOL_SIZE - 1).astype(np.int64)

    def sums(self, each: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each arena, what its pools have together, from what each pool has."""
        return np.bincount(self.arena_of, each, len(self)).astype(np.int64)

    @property
    def ranges(self) -> Ranges:
        """The addresses from each arena's first pool to the end of its last one."""
        sizes = (self.pool_counts * POOL_SIZE).astype(np.uint64)
        return Ranges(self.first_pool, self.first_pool + sizes)


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """The totals of `_PyObject_DebugMallocStats`, in bytes, whether resident or not; arenas and pools counted."""

    arenas: int
    used_pools: int
    free_pools: int
    """Wholly free pools, those never touched included where the arena is known to have them."""
    live_bytes: int
    free_blocks_bytes: int
    header_bytes: int
    """Headers and the ends that no block fits in, of the pools in use."""

    def less(self, others: "PoolStatistics") -> "PoolStatistics":
        """These without those of some of the arenas."""
        return PoolStatistics(*(getattr(self, each.name) - getattr(others, each.name) for each in fields(self)))


def group_arenas(pools: Pools) -> Arenas:
    """The pools by arenas: those of one number, as far as one MiB from the first of them.

    A later one of the same number belongs to another interpreter of the process, or is no pool at all.
    """
    ordered = pools.select(np.lexsort((pools.addresses, pools.arena_index)))
    firsts = _first_positions(ordered)
    counts = np.diff([*firsts, len(ordered)])
    return Arenas(ordered, np.repeat(np.arange(len(firsts)), counts), ordered.addresses[firsts])


def _first_positions(ordered: Pools) -> NDArray[np.int64]:
    bounds = np.flatnonzero(np.diff(ordered.arena_index, prepend=-1, append=-1))
    begins, ends = bounds[:-1], bounds[1:]
    is_one = ordered.addresses[ends - 1] - ordered.addresses[begins] < ARENA_SIZE
    others = zip(begins[~is_one].tolist(), ends[~is_one].tolist(), strict=True)
    further = [at for begin, end in others for at in _firsts_within(ordered.addresses, begin, end)]
    return np.sort(np.concatenate([begins[is_one], np.array(further, np.int64)]))


def _firsts_within(addresses: Addresses, begin: int, end: int) -> Iterator[int]:
    """The first pools of the arenas that share a number."""
    while begin < end:
        yield begin
        limit = addresses[begin] + np.uint64(ARENA_SIZE)
        begin += int(np.searchsorted(addresses[begin:end], limit))


def sum_pools(arenas: Arenas) -> PoolStatistics:
    """What the process's own statistics would say."""
    pools = arenas.pools
    used = pools.select(pools.used > 0)
    return PoolStatistics(
        arenas=len(arenas),
        used_pools=len(used),
        free_pools=int(arenas.pool_counts.sum()) - len(used),
        live_bytes=int(used.live_bytes.sum()),
        free_blocks_bytes=int(((used.capacity - used.used) * used.block_size).sum()),
        header_bytes=int((POOL_SIZE - used.capacity * used.block_size).sum()),
    )
