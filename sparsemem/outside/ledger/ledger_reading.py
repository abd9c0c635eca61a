"""The ledger of a process from outside: each reader takes its pages, and the parts close over the RSS."""

from dataclasses import dataclass

import numpy as np

from sparsemem.model import Allocated, Moment
from sparsemem.outside.glibc.malloc_chunks import HeapTotals
from sparsemem.outside.ledger.glibc_share import MallocReading, read_malloc
from sparsemem.outside.ledger.ledger_accumulator import Tally, add_pools
from sparsemem.outside.ledger.ledger_balance import close, make_moment
from sparsemem.outside.ledger.mimalloc_share import add_segments
from sparsemem.outside.ledger.private_share import Owned, read_owned
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Region, find_regions
from sparsemem.outside.memory.residency import Residency, read_residency
from sparsemem.outside.memory.runtime_identity import Found, Identity, identify
from sparsemem.outside.memory.stack_ranges import find_frame_stacks, find_thread_stacks
from sparsemem.outside.mimalloc.mimalloc_segments import find_spans
from sparsemem.outside.pymalloc.arenas import PoolStatistics, group_arenas, sum_pools
from sparsemem.outside.pymalloc.pool_headers import find_pools


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look from outside found; bytes, and None where unknown."""

    moment: Moment
    identity: Identity
    python: PoolStatistics
    """pymalloc's own totals, whether resident or not."""
    malloc: HeapTotals
    """malloc's totals, chunks that it mapped by themselves included; nothing where malloc is not glibc's."""
    foreign: tuple[tuple[str, int], ...]
    """Allocators of libraries, by name, and the resident bytes that they hold."""
    moved_bytes: int
    """By how much the resident pages, or the heap that was walked, differ from the RSS that was read just before."""
    owned: Owned
    """What of it no other process has mapped."""


def make_reading(source: Source) -> Reading:
    """The ledger and the totals behind it; `rss_bytes` is the sum over the mappings that were given."""
    regions = find_regions(source.mappings)
    residency = read_residency(source.pagemap, regions)
    tally, claims = Tally(residency), Claims(residency)
    _read_stacks(source, tally, claims)
    arenas = group_arenas(find_pools(source.memory, regions, residency))
    claims.take(arenas.ranges)
    add_pools(tally, arenas)
    spans = find_spans(source.memory, regions, residency)
    identity = identify(source.mappings, Found(len(arenas), len(spans)))
    segments = add_segments(spans, identity.mimalloc, tally, claims)
    malloc = read_malloc(source.memory, regions, tally, claims) if identity.malloc == "glibc" else None
    if identity.mimalloc == "malloc":
        malloc = MallocReading(segments, lost_bytes=0, sampled=False)
    tally.add_ranges("stack_bytes", find_frame_stacks(source.memory, claims))
    closed = close(source, regions, tally, identity)
    own = segments if identity.mimalloc == "python" else sum_pools(arenas)
    allocated = Allocated(
        python_bytes=own.live_bytes if identity.knows_python else None,
        malloc_bytes=malloc.totals.live_bytes if malloc else None,
        pool_bytes=segments.live_bytes if identity.mimalloc == "pool" else None,
    )
    return Reading(
        moment=make_moment(source, closed, allocated, malloc),
        identity=identity,
        python=sum_pools(arenas),
        malloc=malloc.totals if malloc else HeapTotals(),
        foreign=closed.foreign,
        moved_bytes=(malloc.lost_bytes if malloc else 0) + _moved(regions, residency),
        owned=read_owned(tally, arenas),
    )


def _read_stacks(source: Source, tally: Tally, claims: Claims) -> None:
    stacks = find_thread_stacks(source.memory, claims.residency, source.mappings)
    claims.take(stacks)
    tally.add_ranges("stack_bytes", stacks)


def _moved(regions: list[Region], residency: Residency) -> int:
    starts = np.array([region.start for region in regions], np.uint64)
    ends = np.array([region.end for region in regions], np.uint64)
    rss = np.array([region.rss_bytes for region in regions], np.int64)
    read = residency.region_of(starts) >= 0
    return int(abs(residency.between(starts, ends) - rss)[read].sum())
