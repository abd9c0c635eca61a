"""All of glibc's malloc: its heaps walked, its mapped chunks found, and what of each is resident."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.glibc.malloc_chunks import HeapTotals, walk_heap
from sparsemem.outside.glibc.malloc_heaps import Heap, find_heaps, find_mapped_chunks
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.regions import Ranges, Region

MOST_WALKED = 8 << 30
"""Bytes of heaps that are walked; of more, windows at even distances stand for all."""


@dataclass(frozen=True, slots=True)
class MallocReading:
    """malloc's totals, and how far they can be trusted."""

    totals: HeapTotals
    """Of all heaps and of the chunks that are mapped by themselves."""
    lost_bytes: int
    """What was resident in the heaps, and no longer there when they were walked; counted as live in the ledger."""
    sampled: bool
    """Whether only a part of the heaps was walked, and scaled up."""


def read_malloc(memory: Memory, regions: list[Region], ledger: LedgerAccumulator, claims: Claims) -> MallocReading:
    """Adds malloc's parts to the ledger, and claims its pages."""
    heaps = find_heaps(memory, regions)
    every = max(1, -(-sum(heap.end - heap.start for heap in heaps) // MOST_WALKED))
    totals, lost = HeapTotals(), 0
    for heap in heaps:
        found = walk_heap(memory, claims.residency, heap.start, heap.end, every, heap.is_brk)
        if found.live_chunks:
            totals += found
            lost += _add_heap(ledger, heap, found)
            claims.take(Ranges.of([(heap.base, heap.limit)]))
    mapped = find_mapped_chunks(memory, claims)
    claims.take(mapped)
    ledger.add_ranges("malloc_live_bytes", mapped)
    return MallocReading(totals + _total(mapped, claims), lost if every == 1 else 0, every > 1)


def _add_heap(ledger: LedgerAccumulator, heap: Heap, found: HeapTotals) -> int:
    """Adds one heap, and returns what went away meanwhile.

    malloc returns the top of a heap as soon as it is free, so what went away between two looks was in use.
    """
    base, limit = np.array([heap.base], np.uint64), np.array([heap.limit], np.uint64)
    resident = int(ledger.residency.between(base, limit)[0])
    free = min(found.resident_free_bytes, resident)
    ledger.add(base, malloc_live_bytes=np.array([resident - free]), malloc_free_bytes=np.array([free]))
    return max(resident - free - found.resident_live_bytes - (heap.start - heap.base), 0)


def _total(mapped: Ranges, claims: Claims) -> HeapTotals:
    resident = int(claims.residency.between(mapped.starts, mapped.ends).sum())
    size = int((mapped.ends - mapped.starts).sum())
    return HeapTotals(live_bytes=size, resident_live_bytes=resident, live_chunks=len(mapped))
