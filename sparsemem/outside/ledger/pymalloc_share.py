"""What pymalloc's arenas are to the ledger: live blocks, free ones, free pools, and what pymalloc itself needs."""

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
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
