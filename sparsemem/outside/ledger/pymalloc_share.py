"""What pymalloc's arenas are to the ledger: live blocks, free ones, free pools, and what pymalloc itself needs."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.pool_parts import split_pools, untouched_bytes


def add_pools(ledger: LedgerAccumulator, arenas: Arenas) -> None:
    """Adds the parts of all pools, arena by arena; their pages are claimed by the caller."""
    parts, used = split_pools(ledger.residency, arenas.pools), arenas.pools.used > 0
    untouched = untouched_bytes(ledger.residency, arenas, parts)
    ledger.add(
        arenas.first_pool,
        python_live_bytes=_sums(arenas, parts.live),
        python_overhead_bytes=_sums(arenas, parts.overhead),
        python_free_blocks_bytes=_sums(arenas, parts.free * used),
        python_free_pools_bytes=_sums(arenas, parts.free * ~used) + untouched,
    )


def _sums(arenas: Arenas, each: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each arena, what its pools have together."""
    return np.bincount(arenas.arena_of, each, len(arenas)).astype(np.int64)
