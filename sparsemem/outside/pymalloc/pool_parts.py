"""What the resident bytes of each pool are: live blocks, free ones, and what pymalloc itself needs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.residency import Residency
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, Pools


@dataclass(frozen=True, slots=True)
class PoolParts:
    """The resident bytes of pools, one element a pool; the three add up to what is resident of each."""

    live: NDArray[np.int64]
    free: NDArray[np.int64]
    overhead: NDArray[np.int64]


def split_pools(residency: Residency, pools: Pools) -> PoolParts:
    """What the resident bytes of each pool are. A wholly free pool is free from its header on.

    Pages of a pool are touched from its start on and never given back one by one, so what is not resident are
    blocks that were never in use.
    """
    resident = residency.between(pools.addresses, pools.addresses + np.uint64(POOL_SIZE))
    waste = POOL_SIZE - HEADER - pools.capacity * pools.block_size
    overhead = np.minimum(resident, HEADER) + np.where(resident == POOL_SIZE, waste, 0)
    overhead[pools.used == 0] = 0
    live = np.minimum(pools.live_bytes, resident - overhead)
    return PoolParts(live, resident - overhead - live, overhead)


def untouched_bytes(residency: Residency, arenas: Arenas, parts: PoolParts) -> NDArray[np.int64]:
    """What is resident of each arena's pools that were never used: something only where pages are huge."""
    ranges = arenas.ranges
    carved = arenas.sums(parts.live + parts.free + parts.overhead)
    rest: NDArray[np.int64] = np.maximum(residency.between(ranges.starts, ranges.ends) - carved, 0)
    return rest
