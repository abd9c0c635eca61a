"""What pymalloc's arenas are to the ledger: live blocks, free ones, free pools, and what pymalloc itself needs."""

import numpy as np

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.counted_arenas import ArenasReading, counted_sums
from sparsemem.outside.pymalloc.pool_parts import split_pools, untouched_bytes


def add_pools(ledger: LedgerAccumulator, arenas: Arenas) -> None:
    """Adds the parts of all pools, arena by arena; their pages are claimed by the caller."""
    parts, used = split_pools(ledger.residency, arenas.pools), arenas.pools.used > 0
    untouched = untouched_bytes(ledger.residency, arenas, parts)
    ledger.add(
        arenas.first_pool,
        python_live_bytes=arenas.sums(parts.live),
        python_overhead_bytes=arenas.sums(parts.overhead),
        python_free_blocks_bytes=arenas.sums(parts.free * used),
        python_free_pools_bytes=arenas.sums(parts.free * ~used) + untouched,
    )


def add_counted(ledger: LedgerAccumulator, reading: ArenasReading) -> None:
    """Adds the parts of those arenas that were counted together, as if the same were in each of them."""
    if not len(reading.counted):
        return
    sums, ranges = counted_sums(reading), reading.counted.ranges
    sizes = (ranges.ends - ranges.starts).astype(np.int64)
    live, free, overhead = (
        part * sizes // sizes.sum() for part in (sums.live_bytes, sums.free_blocks_bytes, sums.header_bytes)
    )
    ledger.add(
        ranges.starts,
        python_live_bytes=live,
        python_overhead_bytes=overhead,
        python_free_blocks_bytes=free,
        python_free_pools_bytes=sizes - live - free - overhead,
    )
