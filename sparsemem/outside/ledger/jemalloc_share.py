"""What the extents of a library's jemalloc are to the ledger: a pool of its own."""

from sparsemem.outside.jemalloc.jemalloc_extents import Extents
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.memory.claimed_pages import Claims


def add_extents(extents: Extents, ledger: LedgerAccumulator, claims: Claims) -> None:
    """Adds the parts of the extents to the ledger, and claims their pages."""
    live, free = extents.resident(claims.residency)
    ledger.add(extents.ranges.starts, pool_live_bytes=live, pool_free_bytes=free)
    claims.take(extents.ranges)
