"""What the segments of mimalloc are to the ledger, by whose they are.

Python has a mimalloc of its own (3.13 and later; the only allocator of a free-threaded build), a library of that name
can stand in malloc's place, and Arrow carries one.
"""

from sparsemem.outside.glibc.malloc_chunks import HeapTotals
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.runtime_identity import Role
from sparsemem.outside.mimalloc.mimalloc_segments import Spans

_PARTS: dict[Role, tuple[str, str, str, str]] = {
    "python": ("python_live_bytes", "python_free_blocks_bytes", "python_free_pools_bytes", "python_overhead_bytes"),
    "malloc": ("malloc_live_bytes", "malloc_free_bytes", "malloc_free_bytes", "malloc_free_bytes"),
    "pool": ("pool_live_bytes", "pool_free_bytes", "pool_free_bytes", "pool_free_bytes"),
}
"""What live blocks are in the ledger, free ones beside live ones, runs without a live one, and mimalloc's tables."""


def add_segments(spans: Spans, role: Role | None, ledger: LedgerAccumulator, claims: Claims) -> HeapTotals:
    """Adds the parts of the segments to the ledger, and claims their pages; nothing where it is not known whose."""
    if role is None:
        return HeapTotals()
    parts = spans.resident(claims.residency)
    sizes_of_kinds = (parts.live, parts.free_inside, parts.free_whole, parts.header)
    for name, sizes in zip(_PARTS[role], sizes_of_kinds, strict=True):
        ledger.add(spans.starts, **{name: sizes})
    claims.take(spans.ranges)
    free = int((parts.free_inside + parts.free_whole).sum())
    return HeapTotals(
        live_bytes=int(spans.live_bytes.sum()),
        free_bytes=free,
        resident_live_bytes=int(parts.live.sum()),
        resident_free_bytes=free,
        trimmable_bytes=int(parts.free_whole.sum()),
    )
