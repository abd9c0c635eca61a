"""What pymalloc's arenas are to the ledger: live blocks, free ones, free pools, and what pymalloc itself needs."""

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.pool_parts import split_pools, untouched_bytes


def add_pools(ledger: LedgerAccumulator, arenas: Arenas) -> None:
    """Adds the parts of all pools; their pages are claimed by the caller."""
    places, used = arenas.pools.addresses, arenas.pools.used > 0
    parts = split_pools(ledger.residency, arenas.pools)
    ledger.add("python_live_bytes", places, parts.live)
    ledger.add("python_overhead_bytes", places, parts.overhead)
    ledger.add("python_free_blocks_bytes", places[used], parts.free[used])
    ledger.add("python_free_pools_bytes", places[~used], parts.free[~used])
    ledger.add("python_free_pools_bytes", arenas.ranges.starts, untouched_bytes(ledger.residency, arenas, parts))
