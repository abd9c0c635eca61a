"""mimalloc's segments, recognised by their headers: which pages of them hold how many live blocks.

Layout of mimalloc 2.0 and 2.1 on 64-bit machines, CPython's own copy (3.13, 3.14) included: `mi_segment_t` and
`mi_page_t` in include/mimalloc/types.h. What stands before the table of slices, and how long each entry of it is,
depends on the build; where the table is consistent from its first entry to its last one, both are right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.library_allocators import HINT_AREA
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, Memory, words
from sparsemem.outside.memory.regions import Ranges, Region, ranges_of
from sparsemem.outside.memory.residency import Residency

SEGMENT = 32 << 20
"""`MI_SEGMENT_SIZE`, to whose multiples all segments are aligned."""
SLICE = 64 << 10
"""`MI_SEGMENT_SLICE_SIZE`."""
_TABLES = range(200, 400, 8)
"""Where the table of slices can begin: 264 in CPython 3.13, 256 in 2.0.9."""
_BEFORE = (5, 4, 2)
"""How many words before the table stand the segment's slices, those of its own head, and the table's entries."""
_ENTRIES = (80, 96, 112)
"""Bytes of a `mi_page_t`: as it is, of a free-threaded CPython, and with keys of a debug build."""
_READ = _TABLES.stop + 513 * _ENTRIES[-1]
_MOST_SLICES = 1 << 31
_HUGE = 2 << 30
"""`MI_HUGE_BLOCK_SIZE`: a page with blocks of this size holds one, which is as large as the page."""


Run = tuple[int, int, int, bool]
"""Start, end, live bytes, and whether it is the segment's own table."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The runs of slices of all segments, one element of each array a run, in the order of addresses."""

    starts: NDArray[np.uint64]
    ends: NDArray[np.uint64]
    live_bytes: NDArray[np.int64]
    """In blocks in use; those that another thread has freed and their own one has not yet taken back count."""
    is_header: NDArray[np.bool_]
    """Whether it is the segment's own table."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def ranges(self) -> Ranges:
        """Their addresses."""
        return Ranges(self.starts, self.ends)

    def resident(self, residency: Residency) -> "SpanParts":
        """What is resident of each run."""
        total = residency.between(self.starts, self.ends)
        live = np.minimum(self.live_bytes, total)
        used = self.live_bytes > 0
        return SpanParts(
            live=live,
            free_inside=np.where(used, total - live, 0),
            free_whole=np.where(used | self.is_header, 0, total),
            header=np.where(self.is_header, total, 0),
        )


@dataclass(frozen=True, slots=True)
class SpanParts:
    """The resident bytes of each run, by what they are."""

    live: NDArray[np.int64]
    free_inside: NDArray[np.int64]
    """Free, in a run that also has live blocks."""
    free_whole: NDArray[np.int64]
    """In runs without a live block: what a collection by mimalloc returns."""
    header: NDArray[np.int64]


def find_spans(memory: Memory, regions: list[Region], residency: Residency) -> Spans:
    """The runs of all segments in the regions."""
    places = ranges_of(regions).multiples(SEGMENT)
    places = places[residency.resident(places)]
    heads = words(memory.gather(places, _TABLES.stop)[0])
    likely = np.zeros(len(places), np.bool_)
    for table in _TABLES:
        likely |= _fits(*(heads[:, table // 8 - back] for back in _BEFORE))
    found: list[Run] = []
    for place in places[likely].tolist():
        found.extend(_with_rest(parse_segment(place, memory.span(place, _READ))))
    rows = np.array(found, np.int64).reshape(-1, 4)
    return Spans(rows[:, 0].astype(np.uint64), rows[:, 1].astype(np.uint64), rows[:, 2], rows[:, 3] > 0)


def _fits(slices: Addresses, info: Addresses, entries: Addresses) -> Flags:
    """Whether these can be the words before a table of slices: how many there are, of these the segment's own, and
    how many entries the table has."""
    most = np.uint64(SEGMENT // SLICE)
    fits: Flags = (info > 0) & (info < slices) & (slices < _MOST_SLICES) & (entries == np.minimum(slices, most))
    return fits


def _with_rest(runs: list[Run]) -> list[Run]:
    """The runs of a segment, and what is left up to the next place for one: in the area that mimalloc asks for,
    no other memory lies between, and what is resident there is of a segment that was there before."""
    end = runs[-1][1] if runs else 0
    if end % SEGMENT == 0 or end not in HINT_AREA:
        return runs
    return [*runs, (end, -(-end // SEGMENT) * SEGMENT, 0, False)]


def parse_segment(place: int, content: Bytes) -> list[Run]:
    """The runs of the segment at `place`; none where its first bytes are those of no segment."""
    whole = words(content)
    for table in _TABLES:
        if len(whole) <= table // 8:
            break
        before = whole[[table // 8 - back for back in _BEFORE]]
        if not _fits(*before):
            continue
        slices, info, _ = before.tolist()
        for size in _ENTRIES:
            runs = _runs(content[table:], size, info, slices)
            if runs:
                return [(place + a * SLICE, place + b * SLICE, live, a == 0) for a, b, live in runs]
    return []


def _runs(table: Bytes, size: int, info: int, slices: int) -> list[tuple[int, int, int]]:
    """First slice, the one after the last, and live bytes of each run; none unless the runs fill the segment.

    A segment for one huge block has more slices than its table has entries: the block is the last run.
    """
    rows = table[: len(table) // size * size].reshape(-1, size)[: min(slices, SEGMENT // SLICE)]
    halves = np.ascontiguousarray(rows[:, :32]).view("<u4").astype(np.int64)
    shorts = np.ascontiguousarray(rows[:, :16]).view("<u2").astype(np.int64)
    found, at = [], 0
    while at < len(halves):
        count, offset, used, block = (int(halves[at, column]) for column in (0, 1, 6, 7))
        capacity, reserved = int(shorts[at, 5]), int(shorts[at, 6])
        span = count * SLICE
        holds = used <= capacity <= reserved and (block >= _HUGE or block * reserved <= span)
        if count == 0 or offset or (at == 0 and count != info) or (at and block and not holds):
            return []
        found.append((at, at + count, (span if block >= _HUGE else used * block) if at else 0))
        at += count
    return found if at == slices else []
