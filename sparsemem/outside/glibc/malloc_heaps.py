"""Where glibc's malloc keeps its chunks: the heap of brk(2), the heaps of thread arenas, and chunks mapped alone.

Layouts: `heap_info` in malloc/arena.c, `struct malloc_state` and `struct malloc_chunk` in malloc/malloc.c of glibc
2.26 (the first with a cache for each thread) to 2.43.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.regions import Ranges, Region, ranges_of
from sparsemem.outside.memory.residency import PAGE

HEAP_SIZE = 64 << 20
"""`HEAP_MAX_SIZE`: heaps of thread arenas begin at multiples of it."""
_HEAP_INFO = (0x20, 0x30)
"""Sizes of `heap_info` before and since glibc 2.35."""
_ARENA_STATES = {0x898: 0x60, 0x840: 0x08}
"""Sizes of `struct malloc_state` before and since glibc 2.43, which has no fast bins, and where its field `top` is.
At its end stands how much of the system's memory the arena has, and has had at the most: whole pages."""
_UNIT = 16
_FLAGS = np.uint64(7)
_MAPPED = np.uint64(2)
_LEADS = (0, 16, 48, 112)
"""Where in the first page the header of a mapped chunk stands: 0, or for memory aligned to 32, 64, 128 bytes."""
_LACKING = np.uint64(PAGE - 16)
"""The size of a mapped chunk leaves out its own header in glibc 2.43."""
_LEAST, _MOST = 1 << 10, 1 << 16
"""Pages that are read at once: more and more of them, until most of those that follow lie in a chunk."""


@dataclass(frozen=True, slots=True)
class Heap:
    """A run of chunks: the first begins at `start`, the last is the top or ends the heap at `end`."""

    start: int
    end: int
    base: int
    """Where the heap itself begins, its own header included."""
    limit: int
    """How far its mapping goes: no memory of another owner is before."""
    is_brk: bool
    """Whether it is the heap of brk, whose top a trim returns."""
    arena: int = 0
    """Where the state of its thread arena is; 0 for the heap of brk, whose arena is in the C library."""


def find_heaps(memory: Memory, regions: list[Region]) -> list[Heap]:
    """The heap of brk and those of the thread arenas."""
    heaps = [Heap(region.start, region.end, region.start, region.end, True) for region in regions if region.is_brk]
    return heaps + list(_thread_heaps(memory, [region for region in regions if not region.is_brk]))


def _thread_heaps(memory: Memory, regions: list[Region]) -> Iterator[Heap]:
    ranges = ranges_of(regions)
    places = ranges.multiples(HEAP_SIZE)
    ends = ranges.ends[np.searchsorted(ranges.starts, places, "right") - 1]
    candidates = zip(places.tolist(), ends.tolist(), strict=True)
    rows, found = memory.gather(places, 32)
    headers = zip(candidates, words(rows).tolist(), found.tolist(), strict=True)
    for (base, end), (arena, previous, size, protected), is_there in headers:
        inside = PAGE <= size <= protected <= HEAP_SIZE and size % PAGE == 0
        if is_there and inside and previous % HEAP_SIZE == 0 and _is_arena(memory, arena):
            limit = min(base + HEAP_SIZE, end)
            # A heap can have grown since the region was read.
            yield Heap(_first_chunk(memory, base, arena), min(base + size, limit), base, limit, False, arena)


def _is_arena(memory: Memory, arena: int) -> bool:
    """Whether a thread arena's state can be there: just behind the header of its first heap, which points to it."""
    head = words(memory.span(arena // HEAP_SIZE * HEAP_SIZE, 8))
    return arena % HEAP_SIZE in _HEAP_INFO and len(head) == 1 and int(head[0]) == arena


def top_field(memory: Memory, arena: int) -> int:
    """Where in the state of a thread arena it says where its top is."""
    return arena + _ARENA_STATES[_state_size(memory, arena)]


def _first_chunk(memory: Memory, base: int, arena: int) -> int:
    """After the header, and after the arena's own state in its first heap, at the next multiple of 16."""
    header = arena % HEAP_SIZE
    start = base + header + (_state_size(memory, arena) if arena == base + header else 0)
    return -(-start // _UNIT) * _UNIT


def _state_size(memory: Memory, arena: int) -> int:
    for size in _ARENA_STATES:
        sums = words(memory.span(arena + size - 16, 16)).tolist()
        if len(sums) == 2 and 0 < sums[0] <= sums[1] and not any(each % PAGE for each in sums):
            return size
    return next(iter(_ARENA_STATES))


def find_mapped_chunks(memory: Memory, claims: Claims) -> Ranges:
    """The chunks that malloc mapped by themselves, whole pages each, among the pages that no reader has claimed.

    No page inside of a chunk can begin another, so that few pages of large chunks need be read.
    """
    pages, ends = claims.free_pages()
    found: list[tuple[int, int]] = []
    reached, at, batch = 0, 0, _LEAST
    while at < len(pages):
        stop = at + batch
        for start, end in _candidates(memory, pages[at:stop], ends[at:stop]):
            if start >= reached:
                found.append((start, end))
                reached = end
        at = max(stop, int(np.searchsorted(pages, np.uint64(reached))))
        batch = min(batch * 2, _MOST) if at < stop + batch else _LEAST
    return Ranges.of(found)


def _candidates(memory: Memory, pages: Addresses, ends: Addresses) -> list[tuple[int, int]]:
    """What may be chunks, in order. Few are aligned: of pages inside of one that is not, that is not asked."""
    found = _with_headers(pages, ends, words(memory.gather(pages, 16)[0]), 0)
    rest = ~_are_inside(found, pages)
    rows = words(memory.gather(pages[rest] + np.uint64(_LEADS[1]), _LEADS[-1])[0])
    for lead in _LEADS[1:]:
        found += _with_headers(pages[rest], ends[rest], rows[:, (lead - _LEADS[1]) // 8 :], lead)
    return sorted(found)


def _with_headers(pages: Addresses, ends: Addresses, headers: Addresses, lead: int) -> list[tuple[int, int]]:
    """Those of the pages whose header, in the first two words of a row, is that of a chunk."""
    before, size = headers[:, 0], headers[:, 1]
    total = (size & ~_FLAGS) + before
    total += np.where(total % np.uint64(PAGE) == _LACKING, np.uint64(PAGE) - _LACKING, np.uint64(0))
    good = (before == lead) & (size & _FLAGS == _MAPPED) & (size < np.uint64(1 << 47))
    good &= (total % np.uint64(PAGE) == 0) & (total >= PAGE) & (total <= ends - pages)
    return list(zip(pages[good].tolist(), (pages + total)[good].tolist(), strict=True))


def _are_inside(chunks: list[tuple[int, int]], pages: Addresses) -> Flags:
    """Which of the pages lie in one of the chunks, which may overlap."""
    inside = np.zeros(len(pages), np.bool_)
    bounds = np.array(chunks, np.uint64).reshape(-1, 2)
    for first, stop in np.searchsorted(pages, bounds).tolist():
        inside[first:stop] = True
    return inside
