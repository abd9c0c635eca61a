"""jemalloc's own records: base blocks, in which it keeps them, and the record of each extent.

Layout of jemalloc 5.3.0 and 5.3.1 on 64-bit machines with pages of 4 KiB: `base_block_s` in
include/jemalloc/internal/base.h, `edata_s` in edata.h, the size classes in sc.h. A base block is recognised by its
own remainder, which ends where the block does.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.regions import Region, ranges_of
from sparsemem.outside.memory.residency import PAGE, Residency

_HUGE_PAGE = 2 << 20
"""`HUGEPAGE`: to its multiples base blocks are aligned, and their sizes rounded up."""
_HEAD, _REST, _REST_BYTES = 18, 3, 4
"""Words of `base_block_t`, which ends with the record of the block's own remainder: `e_addr` and `e_bsize` of it."""
RECORD = 16
"""Words of `edata_t`, to whose multiples each is aligned."""
ADDRESS, _SIZE, BITMAP = 1, 2, 8
SLAB, STATE, CLASS, FREE_BLOCKS = (12, 1), (17, 3), (20, 8), (28, 10)
"""Fields of `e_bits`: at which bit each begins, and how many it has."""
_WINDOW = 1 << 20
"""Bytes of a base block that are read at once."""


def read_records(memory: Memory, blocks: NDArray[np.int64], regions: list[Region]) -> Addresses:
    """What base blocks tell of ranges that lie in one of the regions each; shape (n, 16)."""
    parts = (part for block in blocks.tolist() for part in _read_block(memory, *block))
    return np.concatenate([np.zeros((0, RECORD), np.uint64), *(part[_is_within(part, regions)] for part in parts)])


def _read_block(memory: Memory, start: int, end: int) -> Iterator[Addresses]:
    """What may be records in a base block, some at a time; shape (n, 16)."""
    for first in range(start, end, _WINDOW):
        content = words(memory.span(first, min(_WINDOW, end - first)))
        yield content[: len(content) // RECORD * RECORD].reshape(-1, RECORD)


def find_base_blocks(memory: Memory, regions: list[Region], residency: Residency) -> NDArray[np.int64]:
    """Start and end of what is handed out of each, in the order of addresses; shape (n, 2)."""
    places = ranges_of(regions).multiples(_HUGE_PAGE)
    places = places[residency.resident(places)]
    head = words(memory.gather(places, _HEAD * 8)[0]).astype(np.int64)
    place, size, rest = places.astype(np.int64), head[:, 0], head[:, _REST]
    good = (size > 0) & (size % _HUGE_PAGE == 0) & _are_within(place, size, regions)
    good &= (rest > place) & (rest <= place + size) & (head[:, _REST_BYTES] == place + size - rest)
    return np.stack([place[good], rest[good]], axis=1)


def _is_within(records: Addresses, regions: list[Region]) -> Flags:
    """Whether what each record tells of lies in one region."""
    first, size = pages_of(records)
    return (size > 0) & _are_within(first, size, regions)


def _are_within(first: NDArray[np.int64], size: NDArray[np.int64], regions: list[Region]) -> Flags:
    """Whether ranges of so many bytes lie in one region each."""
    if not regions:
        return np.zeros(len(first), np.bool_)
    starts = np.array([region.start for region in regions], np.int64)
    ends = np.array([region.end for region in regions], np.int64)
    at = np.maximum(np.searchsorted(starts, first, "right") - 1, 0)
    found: Flags = (first >= starts[at]) & (first < ends[at]) & (size <= ends[at] - first)
    return found


def pages_of(records: Addresses) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the extents begin, and their sizes; the rest of the size's word is a serial number."""
    page = ~np.uint64(PAGE - 1)
    return (records[:, ADDRESS] & page).astype(np.int64), (records[:, _SIZE] & page).astype(np.int64)


def field_of(records: Addresses, shift: int, width: int) -> NDArray[np.int64]:
    """A field of `e_bits`."""
    return ((records[:, 0] >> np.uint64(shift)) & np.uint64((1 << width) - 1)).astype(np.int64)


def class_size(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bytes of a size class: 8, then multiples of 16 up to 64, then four to each doubling."""
    group, step = np.divmod(np.maximum(number, 5) - 5, 4)
    base = np.int64(64) << np.minimum(group, 50)
    large = base + (base >> 2) * (step + 1)
    found: NDArray[np.int64] = np.where(number <= 0, 8, np.where(number <= 4, number * 16, large))
    return found
