"""What pymalloc's arenas are to the ledger: live blocks, free ones, free pools, and what pymalloc itself needs."""

import numpy as np

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.pool_parts import split_pools, untouched_bytes


def add_pools(ledger: LedgerAccumulator, arenas: Arenas) -> None:
    """Adds the parts of all pools; their pages are claimed by the caller."""
    parts, used = split_pools(ledger.residency, arenas.pools), arenas.pools.used > 0
    ledger.add(
        arenas.pools.addresses,
        python_live_bytes=parts.live,
        python_overhead_bytes=parts.overhead,
        python_free_blocks_bytes=np.where(used, parts.free, 0),
        python_free_pools_bytes=np.where(used, 0, parts.free),
    )
    ledger.add(arenas.ranges.starts, python_free_pools_bytes=untouched_bytes(ledger.residency, arenas, parts))
