"""The readers of all allocators in their order: each adds its parts to the ledger and claims its pages.

The order is part of the method. Headers prove whose memory it is best for stacks and pools, then for segments and
malloc's chunks; a page that is claimed is not looked at again.
"""

from dataclasses import dataclass

from sparsemem.model import Allocated
from sparsemem.outside.glibc.malloc_chunks import HeapTotals
from sparsemem.outside.jemalloc.jemalloc_extents import Extents, find_extents
from sparsemem.outside.ledger.glibc_share import MallocReading, read_malloc
from sparsemem.outside.ledger.jemalloc_share import add_extents
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.ledger.mimalloc_share import add_segments
from sparsemem.outside.ledger.pymalloc_share import add_counted, add_pools
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.runtime_identity import Found, Identity, identify
from sparsemem.outside.memory.stack_ranges import (
    find_frame_stacks,
    find_stacks_side_by_side,
    find_thread_stacks,
)
from sparsemem.outside.mimalloc.mimalloc_segments import find_spans
from sparsemem.outside.pymalloc.arenas import Arenas, PoolStatistics
from sparsemem.outside.pymalloc.counted_arenas import ArenasReader, read_arenas


@dataclass(frozen=True, slots=True)
class AllocatorReadings:
    """What the readers found, beside what they added to the ledger."""

    identity: Identity
    arenas: Arenas
    """Those that were read pool by pool: all, where `read_arenas` read them."""
    python: PoolStatistics
    """pymalloc's own totals, whether resident or not."""
    segments: HeapTotals
    """Of mimalloc: Python's own one, malloc's stand-in, or a library's."""
    extents: Extents | None
    """Of a jemalloc that a library carries; None where there is none, or it stands in malloc's place."""
    malloc: MallocReading | None
    """Of glibc's malloc, or of mimalloc in its place; None for another malloc."""

    @property
    def allocated(self) -> Allocated:
        """What the allocators count as in use, resident or not."""
        identity = self.identity
        own = self.segments if identity.mimalloc == "python" else self.python
        pools = [self.segments.live_bytes] if identity.mimalloc == "pool" else []
        pools += [int(self.extents.live_bytes.sum())] if self.extents else []
        return Allocated(
            python_bytes=own.live_bytes if identity.knows_python else None,
            malloc_bytes=self.malloc.live_bytes if self.malloc else None,
            pool_bytes=sum(pools) if pools else None,
        )


def read_allocators(
    source: Source, regions: list[Region], ledger: LedgerAccumulator, read: ArenasReader = read_arenas
) -> AllocatorReadings:
    """Reads the stacks and the heap of each allocator into the ledger; pymalloc's arenas are read by `read`."""
    memory, residency = source.memory, ledger.residency
    claims = Claims(residency)
    _add_stacks(ledger, claims, find_thread_stacks(memory, residency, source.mappings))
    spans = find_spans(memory, regions, residency)
    pools = read(memory, regions, residency)
    for ranges in (pools.arenas.ranges, pools.counted.ranges):
        claims.take(ranges)
    add_pools(ledger, pools.arenas)
    add_counted(ledger, pools)
    identity = identify(source.mappings, Found(pools.statistics.arenas, len(spans)))
    segments = add_segments(spans, identity.mimalloc, ledger, claims)
    extents = None if identity.malloc == "jemalloc" else find_extents(memory, regions, residency)
    if extents:
        add_extents(extents, ledger, claims)
    malloc = read_malloc(source, regions, ledger, claims) if identity.malloc == "glibc" else None
    if identity.mimalloc == "malloc":
        malloc = MallocReading(segments.live_bytes, segments, lost_bytes=0, sampled=False)
    _add_stacks(ledger, claims, find_stacks_side_by_side(memory, claims))
    _add_stacks(ledger, claims, find_frame_stacks(memory, claims))
    return AllocatorReadings(identity, pools.arenas, pools.statistics, segments, extents or None, malloc)


def _add_stacks(ledger: LedgerAccumulator, claims: Claims, stacks: Ranges) -> None:
    claims.take(stacks)
    ledger.add_ranges("stack_bytes", stacks)
