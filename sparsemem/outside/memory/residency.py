"""Which pages are in memory, one by one, from /proc/PID/pagemap: what is allocated need not be resident."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.regions import Region

PAGE = 4096
_PAGE_BITS = 12  # numpy divides whole numbers ten times as slowly as it shifts them
_PRESENT = np.uint64(1 << 63)  # the highest bit, so that entries that have it are those not below it
_EXCLUSIVE = np.uint64(1 << 56)
"""Bits of a pagemap entry (Documentation/admin-guide/mm/pagemap.rst); both are shown without any privilege."""
_MOST_PAGES = 1 << 25
"""128 GB of addresses, for which our own tables take 170 MB: what is reserved beyond them is left out."""
_STEP = 1 << 18
"""Entries that are read at once."""


class Pagemap(Protocol):
    """Where the entries of pages come from."""

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        """The pagemap entries of the pages from `start` to `end`, fewer where reading stops."""
        ...


class ProcessPagemap:
    """/proc/PID/pagemap of a living process."""

    def __init__(self, pid: int) -> None:
        """Nothing is opened yet."""
        self._path = f"/proc/{pid}/pagemap"

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        """As in `Pagemap`. Raises OSError where the process is gone or the file may not be read."""
        with open(self._path, "rb", buffering=0) as file:
            return np.frombuffer(os.pread(file.fileno(), (end - start) // PAGE * 8, start // PAGE * 8), "<u8")


@dataclass(frozen=True, slots=True)
class Residency:
    """The resident pages of some regions, which are in the order of addresses and do not overlap."""

    starts: Addresses
    ends: Addresses
    first_page: NDArray[np.int64]
    """Where each region begins in `present`; one page that is never present stands after each region."""
    present: Flags
    before: NDArray[np.int32]
    """How many pages of all before this one are present."""
    exclusive: Flags | None = None
    """Which of the pages that are present no other process has mapped; None where that is not known."""

    def owned(self) -> "Residency":
        """The same regions, with those pages alone that no other process has mapped."""
        if self.exclusive is None:
            return self
        return replace(self, present=self.exclusive, before=_counted(self.exclusive))

    def region_of(self, addresses: Addresses) -> NDArray[np.int64]:
        """The index of the region that each address is in, -1 where it is in none."""
        index = np.searchsorted(self.starts, addresses, "right") - 1
        inside = (index >= 0) & (addresses < self.ends[index]) if len(self.starts) else np.zeros(len(index), bool)
        return np.where(inside, index, -1)

    def between(self, starts: Addresses, ends: Addresses) -> NDArray[np.int64]:
        """Resident bytes of each range; a range lies in one region, what reaches beyond it does not count."""
        index = self.region_of(starts)
        known = index >= 0
        if known.all():
            return self._between(starts, ends, index)
        bytes_ = np.zeros(len(starts), np.int64)
        bytes_[known] = self._between(starts[known], ends[known], index[known])
        return bytes_

    def _between(self, starts: Addresses, ends: Addresses, region: NDArray[np.int64]) -> NDArray[np.int64]:
        last = np.minimum(np.maximum(ends, starts), self.ends[region])
        return self._up_to(last, region) - self._up_to(starts, region)

    def _up_to(self, addresses: Addresses, region: NDArray[np.int64]) -> NDArray[np.int64]:
        offset = (addresses - self.starts[region]).view(np.int64)
        page = self.first_page[region] + (offset >> _PAGE_BITS)
        total = self.before[page].astype(np.int64) << _PAGE_BITS
        rest = offset & (PAGE - 1)
        if rest.any():
            total += self.present[page] * rest
        return total

    def pages_of(self, region: int) -> tuple[int, int]:
        """The slice of `present` that holds the pages of a region, by its index."""
        first = int(self.first_page[region])
        return first, first + int(self.ends[region] - self.starts[region]) // PAGE

    def resident(self, addresses: Addresses) -> Flags:
        """Whether the page of each address is resident."""
        index = self.region_of(addresses)
        safe = np.maximum(index, 0)
        if not len(self.starts):
            return np.zeros(len(addresses), np.bool_)
        page = self.first_page[safe] + ((addresses - self.starts[safe]).view(np.int64) >> _PAGE_BITS) * (index >= 0)
        found: Flags = self.present[page] & (index >= 0)
        return found


def count_present(pagemap: Pagemap, start: int, end: int) -> int:
    """How many pages of a range are present."""
    firsts = range(start, end, _STEP * PAGE)
    return sum(int((pagemap.entries(at, min(at + _STEP * PAGE, end)) >= _PRESENT).sum()) for at in firsts)


def read_residency(pagemap: Pagemap, regions: Sequence[Region]) -> Residency:
    """Which pages of the regions are resident.

    A page of zeros that was only ever read is "present" but no part of the RSS; all such pages are shared ones. So
    where the pages present are more than the mapping's RSS, those that are exclusive are taken if they fit better.
    """
    chosen = _within_bounds(regions)
    sizes = np.array([(region.end - region.start) // PAGE + 1 for region in chosen], np.int64)
    first = np.cumsum(sizes) - sizes
    present, exclusive = (np.zeros(int(sizes.sum()), np.bool_) for _ in range(2))
    for region, place in zip(chosen, first.tolist(), strict=True):
        for at, entries in _entries(pagemap, region):
            here = slice(place + at, place + at + len(entries))
            present[here] = entries >= _PRESENT
            exclusive[here] = present[here] & (entries & _EXCLUSIVE != 0)
        expected = region.rss_bytes // PAGE
        here = slice(place, place + (region.end - region.start) // PAGE)
        excess, lack = np.count_nonzero(present[here]) - expected, expected - np.count_nonzero(exclusive[here])
        if excess > abs(lack):
            present[here] = exclusive[here]
    return Residency(
        starts=np.array([region.start for region in chosen], np.uint64),
        ends=np.array([region.end for region in chosen], np.uint64),
        first_page=first,
        present=present,
        before=_counted(present),
        exclusive=exclusive,
    )


def _counted(present: Flags) -> NDArray[np.int32]:
    """How many pages before each are present."""
    before = np.zeros(len(present), np.int32)
    np.cumsum(present[:-1], out=before[1:])
    return before


def _within_bounds(regions: Sequence[Region]) -> list[Region]:
    """As many regions as fit the bound, those with the least addresses for their resident bytes first."""
    left, chosen = _MOST_PAGES, []
    for region in sorted(regions, key=lambda region: (region.end - region.start) / max(region.rss_bytes, 1)):
        pages = (region.end - region.start) // PAGE
        if pages <= left:
            left -= pages
            chosen.append(region)
    return sorted(chosen, key=lambda region: region.start)


def _entries(pagemap: Pagemap, region: Region) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """The entries of its pages, some at a time, and the number of the first."""
    for first in range(0, (region.end - region.start) // PAGE, _STEP):
        start = region.start + first * PAGE
        yield first, pagemap.entries(start, min(start + _STEP * PAGE, region.end))
