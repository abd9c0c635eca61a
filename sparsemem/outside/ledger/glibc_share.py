"""All of glibc's malloc: what of its heaps is in use and free, its mapped chunks, and what of each is resident.

Which chunks are free is found by a walk over all of them; where malloc has told its sums itself, or only the parts of
the ledger are asked for, its lists of free chunks are enough.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.glibc.free_lists import ListsMoved, find_large_free, find_tops, sum_lists
from sparsemem.outside.glibc.malloc_chunks import HeapTotals, walk_heap
from sparsemem.outside.glibc.malloc_heaps import Heap, find_heaps, find_mapped_chunks
from sparsemem.outside.ledger.ledger_accumulator import LedgerAccumulator
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.residency import Residency

MOST_WALKED = 8 << 30
"""Bytes of heaps that are walked; of more, windows at even distances stand for all."""


@dataclass(frozen=True, slots=True)
class MallocReading:
    """What malloc holds, and how far that can be trusted."""

    live_bytes: int
    """In chunks in use, resident or not, those that are mapped by themselves included."""
    totals: HeapTotals | None
    """Of all heaps and of the chunks that are mapped by themselves; None where the chunks were not walked."""
    lost_bytes: int
    """What was resident in the heaps, and no longer there when they were walked; counted as live in the ledger."""
    sampled: bool
    """Whether only a part of the heaps was walked, and scaled up."""


def read_malloc(source: Source, regions: list[Region], ledger: LedgerAccumulator, claims: Claims) -> MallocReading:
    """Adds malloc's parts to the ledger, and claims its pages."""
    heaps = find_heaps(source.memory, regions)
    live = _add_told(source, heaps, ledger)
    if live is None:
        return _read_walked(source.memory, heaps, ledger, claims)
    claims.take(Ranges.of((heap.base, heap.limit) for heap in heaps))
    return MallocReading(live + _add_mapped(source.memory, ledger, claims).live_bytes, None, 0, False)


def _add_told(source: Source, heaps: list[Heap], ledger: LedgerAccumulator) -> int | None:
    """Adds the heaps by what malloc has told, or its lists say, and returns what of it is in use; None where that is
    not enough: each chunk is to be looked at, it has heaps that are not known, or its lists were changing."""
    if not heaps or (source.ask_malloc is None and source.wants_chunks):
        return None
    try:
        tops = find_tops(source, heaps)
        absent = _absent_free(source.memory, tops, heaps, ledger.residency)
        told = source.ask_malloc() if source.ask_malloc else None
        if told is None and not source.wants_chunks:
            told = sum_lists(source.memory, tops, heaps)
    except ListsMoved:
        return None
    if told is None or told.system_bytes != sum(heap.end - heap.base for heap in heaps):
        return None
    free = told.free_bytes - absent
    resident = ledger.residency.between(*_bounds(heaps))
    each = _shared_out(free, resident)
    ledger.add(_bounds(heaps)[0], malloc_live_bytes=resident - each, malloc_free_bytes=each)
    return told.system_bytes - told.free_bytes - sum(heap.start - heap.base for heap in heaps)


def _absent_free(memory: Memory, tops: dict[int, int], heaps: list[Heap], residency: Residency) -> int:
    """Bytes of free chunks, tops included, that are not resident. Raises ListsMoved."""
    ends = {top: next((heap.end for heap in heaps if heap.start <= top < heap.end), top) for top in tops.values()}
    absent = _absent(Ranges.of(sorted(ends.items())), residency)
    if absent == _absent(Ranges.of((heap.base, heap.end) for heap in heaps), residency):
        return absent
    heap_bytes = sum(heap.end - heap.base for heap in heaps)
    return absent + _absent(find_large_free(memory, tops, heap_bytes), residency)


def _absent(ranges: Ranges, residency: Residency) -> int:
    return int((ranges.ends - ranges.starts).sum()) - int(residency.between(ranges.starts, ranges.ends).sum())


def _bounds(heaps: list[Heap]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    ranges = Ranges.of((heap.base, heap.limit) for heap in heaps)
    return ranges.starts, ranges.ends


def _shared_out(free: int, resident: NDArray[np.int64]) -> NDArray[np.int64]:
    """What of each heap is free, as far as only the sum is known: as much of each."""
    before = np.cumsum(resident)
    share = min(max(free, 0), int(before[-1])) / max(int(before[-1]), 1)
    upto = np.round(before * share).astype(np.int64)
    return np.diff(upto, prepend=0)


def _read_walked(memory: Memory, heaps: list[Heap], ledger: LedgerAccumulator, claims: Claims) -> MallocReading:
    every = max(1, -(-sum(heap.end - heap.start for heap in heaps) // MOST_WALKED))
    totals, lost = HeapTotals(), 0
    for heap in heaps:
        found = walk_heap(memory, claims.residency, heap.start, heap.end, every, heap.is_brk)
        if found.live_chunks:
            totals += found
            lost += _add_heap(ledger, heap, found)
            claims.take(Ranges.of([(heap.base, heap.limit)]))
    totals += _add_mapped(memory, ledger, claims)
    return MallocReading(totals.live_bytes, totals, lost if every == 1 else 0, every > 1)


def _add_heap(ledger: LedgerAccumulator, heap: Heap, found: HeapTotals) -> int:
    """Adds one heap, and returns what went away meanwhile.

    malloc returns the top of a heap as soon as it is free, so what went away between two looks was in use.
    """
    base, limit = np.array([heap.base], np.uint64), np.array([heap.limit], np.uint64)
    resident = int(ledger.residency.between(base, limit)[0])
    free = min(found.resident_free_bytes, resident)
    ledger.add(base, malloc_live_bytes=np.array([resident - free]), malloc_free_bytes=np.array([free]))
    return max(resident - free - found.resident_live_bytes - (heap.start - heap.base), 0)


def _add_mapped(memory: Memory, ledger: LedgerAccumulator, claims: Claims) -> HeapTotals:
    """Adds the chunks that are mapped by themselves, and returns their totals."""
    mapped = find_mapped_chunks(memory, claims)
    claims.take(mapped)
    ledger.add_ranges("malloc_live_bytes", mapped)
    resident = int(claims.residency.between(mapped.starts, mapped.ends).sum())
    size = int((mapped.ends - mapped.starts).sum())
    return HeapTotals(live_bytes=size, resident_live_bytes=resident, live_chunks=len(mapped))
