"""The ledger of a process from outside, with the totals behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sparsemem.model import Moment
from sparsemem.outside.glibc.malloc_chunks import HeapTotals
from sparsemem.outside.ledger.allocator_readers import read_allocators
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.ledger.ledger_balance import balance, make_moment
from sparsemem.outside.ledger.private_share import PrivateShare, read_private_share
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Region, find_regions
from sparsemem.outside.memory.residency import Residency, read_residency
from sparsemem.outside.memory.runtime_identity import Identity
from sparsemem.outside.pymalloc.arenas import Arenas, PoolStatistics
from sparsemem.outside.pymalloc.counted_arenas import ArenasReader, read_arenas


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look from outside found; bytes, and None where unknown."""

    moment: Moment
    identity: Identity
    python: PoolStatistics
    """pymalloc's own totals, whether resident or not."""
    malloc: HeapTotals
    """malloc's totals, chunks that it mapped by themselves included; nothing where malloc is not glibc's, or where
    its chunks were not walked because it has told its sums itself."""
    foreign: tuple[tuple[str, int], ...]
    """Allocators of libraries, by name, and the resident bytes that they hold."""
    moved_bytes: int
    """By how much the resident pages, or the heap that was walked, differ from the RSS that was read just before."""
    pss_bytes: int | None
    """`Pss:` of the text that the RSS is from; None where the kernel does not say, and for a core."""
    parts: LedgerAccumulator = field(compare=False, repr=False)
    arenas: Arenas = field(compare=False, repr=False)

    @property
    def owned(self) -> PrivateShare:
        """What of it no other process has mapped."""
        return read_private_share(self.parts, self.arenas)


def make_reading(source: Source, read: ArenasReader = read_arenas) -> Reading:
    """The ledger and the totals behind it; `rss_bytes` is the sum over the mappings that were given. pymalloc's
    arenas are read by `read`."""
    regions = find_regions(source.mappings)
    residency = read_residency(source.pagemap, regions)
    ledger = LedgerAccumulator(residency)
    found = read_allocators(source, regions, ledger, read)
    balanced = balance(source, regions, ledger, found.identity)
    malloc = found.malloc
    return Reading(
        moment=make_moment(source, balanced, found.allocated, malloc),
        identity=found.identity,
        python=found.python,
        malloc=(malloc and malloc.totals) or HeapTotals(),
        foreign=balanced.foreign,
        moved_bytes=(malloc.lost_bytes if malloc else 0) + _moved(regions, residency),
        pss_bytes=_sum(mapping.pss_bytes for mapping in source.mappings),
        parts=ledger,
        arenas=found.arenas,
    )


def _sum(sizes: Iterable[int | None]) -> int | None:
    """None where one of them is unknown."""
    given = list(sizes)
    known = [size for size in given if size is not None]
    return sum(known) if known and len(known) == len(given) else None


def _moved(regions: list[Region], residency: Residency) -> int:
    """By how many bytes the resident pages of all regions differ from the RSS of their mappings."""
    starts = np.array([region.start for region in regions], np.uint64)
    ends = np.array([region.end for region in regions], np.uint64)
    rss = np.array([region.rss_bytes for region in regions], np.int64)
    read = residency.region_of(starts) >= 0
    return int(abs(residency.between(starts, ends) - rss)[read].sum())
