"""Resident bytes by part of the ledger and by region, closed over each region's RSS."""

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from sparsemem.model import Ledger
from sparsemem.outside.arenas import Arenas
from sparsemem.outside.memory import Addresses
from sparsemem.outside.pools import HEADER, POOL_SIZE, Pools
from sparsemem.outside.regions import Ranges, Region
from sparsemem.outside.residency import Residency

PARTS = tuple(part.name for part in fields(Ledger))


@dataclass(frozen=True, slots=True)
class Tally:
    """Bytes that readers found, for each of the regions of a residency."""

    residency: Residency
    parts: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def add(self, part: str, addresses: Addresses, sizes: NDArray[np.int64]) -> None:
        """Adds `sizes` (resident bytes) to a part, in the regions where the addresses are."""
        regions = self.residency.region_of(addresses)
        known = regions >= 0
        count = len(self.residency.starts)
        sums = np.bincount(regions[known], sizes[known], count).astype(np.int64)
        self.parts[part] = self.parts.get(part, np.zeros(count, np.int64)) + sums

    def add_ranges(self, part: str, ranges: Ranges) -> None:
        """Adds what is resident of some address ranges to a part."""
        self.add(part, ranges.starts, self.residency.between(ranges.starts, ranges.ends))

    def of_region(self, region: Region) -> dict[str, int]:
        """The parts of one region, which are at most its RSS in sum.

        Where its resident pages are no longer as many as its RSS said, all parts are taken to have changed alike.
        """
        start, end = (np.array([bound], np.uint64) for bound in (region.start, region.end))
        index = int(self.residency.region_of(start)[0])
        found = {part: int(sums[index]) for part, sums in self.parts.items() if index >= 0}
        seen = max(sum(found.values()), int(self.residency.between(start, end)[0]))
        if seen in (0, region.rss_bytes):
            return found
        return {part: size * region.rss_bytes // seen for part, size in found.items()}


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


def add_pools(tally: Tally, arenas: Arenas) -> None:
    """pymalloc's parts of the ledger."""
    places, used = arenas.pools.addresses, arenas.pools.used > 0
    parts = split_pools(tally.residency, arenas.pools)
    tally.add("python_live_bytes", places, parts.live)
    tally.add("python_overhead_bytes", places, parts.overhead)
    tally.add("python_free_blocks_bytes", places[used], parts.free[used])
    tally.add("python_free_pools_bytes", places[~used], parts.free[~used])
    tally.add("python_free_pools_bytes", arenas.ranges.starts, untouched_bytes(tally.residency, arenas, parts))


def untouched_bytes(residency: Residency, arenas: Arenas, parts: PoolParts) -> NDArray[np.int64]:
    """What is resident of each arena's pools that were never used: something only where pages are huge."""
    ranges = arenas.ranges
    carved = np.bincount(arenas.arena_of, parts.live + parts.free + parts.overhead, len(arenas)).astype(np.int64)
    rest: NDArray[np.int64] = np.maximum(residency.between(ranges.starts, ranges.ends) - carved, 0)
    return rest
