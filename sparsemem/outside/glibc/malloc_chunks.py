"""glibc's chunks in one heap, one after the other: which are in use, which are free, and what of each is resident.

Layout: `struct malloc_chunk` in glibc's malloc/malloc.c. The word at 8 of a chunk is its size, a multiple of 16, with
flags in the low bits: 1, the chunk *before* is in use; 2, mapped by itself; 4, not of the main arena.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.glibc.parallel_walk import Chain, follow
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.residency import PAGE, Residency
from sparsemem.outside.memory.resident_windows import WINDOW, read_window

UNIT = 16
"""`MALLOC_ALIGNMENT` on 64-bit machines."""
LEAST = 32
"""`MINSIZE` on 64-bit machines."""
_HEADER = np.uint64(48)
"""`sizeof (struct malloc_chunk)`: what `mtrim` leaves at the beginning of a free chunk."""
_PREVIOUS_IN_USE = np.uint64(1)
_ODD = np.uint32(8)
"""A bit that no size has, because sizes are multiples of 16."""


@dataclass(frozen=True, slots=True)
class HeapTotals:
    """Bytes in chunks, headers included. Chunks in a thread's cache (tcache) and in fast bins are marked as in use
    by malloc itself, and count as live."""

    live_bytes: int = 0
    free_bytes: int = 0
    """In free chunks and at the top, whether resident or not."""
    resident_live_bytes: int = 0
    resident_free_bytes: int = 0
    trimmable_bytes: int = 0
    """Resident bytes of the whole pages inside free chunks: what malloc_trim(0) would return (`mtrim` and `systrim`
    in glibc's malloc/malloc.c)."""
    live_chunks: int = 0
    free_chunks: int = 0
    breaks: int = 0
    """Times that a size led nowhere: the heap was changing, or holds what is not malloc's."""

    def __add__(self, other: "HeapTotals") -> "HeapTotals":
        return HeapTotals(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def scaled(self, factor: float) -> "HeapTotals":
        """The totals of a heap of which these are a sample."""
        return HeapTotals(*(round(getattr(self, name) * factor) for name in self.__slots__))


def walk_heap(
    memory: Memory, residency: Residency, start: int, end: int, every: int = 1, trims_top: bool = True
) -> HeapTotals:
    """The chunks from `start`, where the first one begins, to `end`; the last one is the free top of the heap.

    With `every` over 1, only one window in so many is read, and the totals are scaled up to the whole heap. A trim
    returns the top of brk's heap only: that of a thread's arena is in no bin, and `mtrim` looks through bins.
    """
    totals, walked = HeapTotals(), 0
    for window in _windows(memory, residency, (start, end), every):
        totals += window.total(trims_top or window.reached + UNIT <= end)
        walked += window.reached - window.start
    return totals if every == 1 or not walked else totals.scaled((end - start) / walked)


def find_live_chunks(
    memory: Memory, residency: Residency, start: int, end: int
) -> Iterator[tuple[Addresses, Addresses]]:
    """Where the chunks in use begin and end, headers included, window by window; `start` is as in `walk_heap`."""
    for window in _windows(memory, residency, (start, end), 1):
        starts, ends, in_use = window.chunks()
        yield starts[in_use], ends[in_use]


def _windows(memory: Memory, residency: Residency, bounds: tuple[int, int], every: int) -> Iterator["_Window"]:
    (at, end), known = bounds, True
    while at + LEAST <= end:
        size = min(WINDOW, end - at)
        content = words(read_window(memory, residency, at, size))
        sizes = content[1::2]
        chain = follow(_steps(content), 0 if known else None)
        # A chunk that goes on behind the end is the top of a heap that has grown meanwhile.
        reached = min(at + (chain.end * UNIT if chain.end is not None else size), end)
        yield _Window(residency, at, sizes, chain, reached, _ends_in_use(memory, reached, end))
        at = reached + (every - 1) * WINDOW
        known = chain.end is not None and every == 1


def _steps(content: Addresses) -> NDArray[np.int32]:
    """The size at each unit in units, 0 where it cannot be that of a chunk or is of 16 GB and more.

    In halves of words, since shifting whole ones takes six times as long.
    """
    halves = content.view("<u4")
    low, high = np.ascontiguousarray(halves[2::4]), halves[3::4]
    steps = low >> np.uint32(4)
    odd = (low & _ODD).astype(np.bool_)
    odd |= steps < LEAST // UNIT
    if high.any():
        odd |= high >= 4
        steps |= (high & np.uint32(3)) << np.uint32(28)
    steps[odd] = 0
    return steps.view(np.int32)


def _ends_in_use(memory: Memory, reached: int, end: int) -> bool:
    """Whether the chunk that ends at `reached` is in use, as the header there says; the top of a heap never is."""
    if reached + UNIT > end:
        return False
    header = words(memory.span(reached, UNIT))
    return len(header) == 2 and bool(header[1] & _PREVIOUS_IN_USE)


@dataclass(frozen=True, slots=True)
class _Window:
    residency: Residency
    start: int
    sizes: Addresses
    chain: Chain
    reached: int
    """Where the last of the chunks that begin in the window ends."""
    last_in_use: bool

    def chunks(self) -> tuple[Addresses, Addresses, Flags]:
        """Where the chunks that begin in the window begin and end, and which of them are in use."""
        places = self.chain.places
        starts = np.uint64(self.start) + places.astype(np.uint64) * np.uint64(UNIT)
        ends = np.append(starts[1:], np.uint64(self.reached))[: len(starts)]
        in_use = np.append(self.sizes[places[1:]] & _PREVIOUS_IN_USE != 0, self.last_in_use)[: len(starts)]
        return starts, ends, in_use & ~self.chain.broken

    def total(self, trims_last: bool) -> HeapTotals:
        """The totals of the chunks; `trims_last` is whether a trim looks at the last one."""
        if not len(self.chain.places):
            return HeapTotals(breaks=1)
        starts, ends, live = self.chunks()
        free = ~live & ~self.chain.broken
        trimmed = free & (trims_last | (np.arange(len(free)) < len(free) - 1))
        length = (ends - starts).astype(np.int64)
        resident = self.residency.between(starts, ends)
        return HeapTotals(
            live_bytes=int(length[live].sum()),
            free_bytes=int(length[free].sum()),
            resident_live_bytes=int(resident[live].sum()),
            resident_free_bytes=int(resident[free].sum()),
            trimmable_bytes=self._whole_pages(starts[trimmed], ends[trimmed]),
            live_chunks=int(live.sum()),
            free_chunks=int(free.sum()),
            breaks=int(self.chain.broken.sum()),
        )

    def _whole_pages(self, starts: Addresses, ends: Addresses) -> int:
        """Resident bytes of the pages that lie wholly between each start, its header left out, and its end."""
        page = np.uint64(PAGE)
        first = (starts + _HEADER + page - np.uint64(1)) // page * page
        last = ends // page * page
        inside = first < last
        return int(self.residency.between(first[inside], last[inside]).sum())
