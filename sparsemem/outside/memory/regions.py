"""Runs of adjacent anonymous mappings: the places where allocators keep what they hand out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.procfs import Mapping

_RESERVED = 1 << 36
"""Bytes from which a mapping that is all but empty is reserved address space, and no heap."""


@dataclass(frozen=True, slots=True)
class Region:
    """Writable private memory of no file, from `start` to `end`, with no hole in it.

    One allocation can span several mappings (numpy advises the kernel about its large arrays, which splits them),
    and one mapping several allocators; so the readers work on runs, and headers tell whose memory it is.
    """

    start: int
    end: int
    rss_bytes: int
    is_brk: bool
    """Whether it is the heap that brk(2) moves: glibc's main arena."""
    library: str
    """The path of the mapped file that ends where this starts (then it begins with that file's .bss), or ""."""


def find_regions(mappings: Iterable[Mapping]) -> list[Region]:
    """The runs among `mappings`, which are in the order of addresses; those with nothing resident are left out.

    What is only reserved stands alone: a reader that has to pass over it would lose its neighbours as well.
    """
    regions: list[Region] = []
    previous: Mapping | None = None
    for mapping in mappings:
        touches = previous is not None and previous.end == mapping.start
        if mapping.is_heap:
            if touches and previous is not None and _is_one_heap(previous, mapping):
                regions[-1] = _extend(regions[-1], mapping)
            else:
                library = previous.path if touches and previous is not None and previous.is_file else ""
                regions.append(Region(mapping.start, mapping.end, mapping.rss_bytes, _is_brk(mapping), library))
        previous = mapping
    return [region for region in regions if region.rss_bytes]


def _is_one_heap(first: Mapping, second: Mapping) -> bool:
    """Whether two mappings that touch may hold parts of one allocation."""
    is_reserved = _is_reserved(first) or _is_reserved(second)
    return first.is_heap and _is_brk(first) == _is_brk(second) and not is_reserved


def _is_reserved(mapping: Mapping) -> bool:
    size = mapping.end - mapping.start
    return size >= _RESERVED and mapping.rss_bytes * 1000 < size


def _is_brk(mapping: Mapping) -> bool:
    return mapping.path == "[heap]"


def _extend(region: Region, mapping: Mapping) -> Region:
    rss = region.rss_bytes + mapping.rss_bytes
    return Region(region.start, mapping.end, rss, region.is_brk, region.library)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Address ranges as two arrays of equal length, each range from `starts[i]` to just before `ends[i]`."""

    starts: Addresses
    ends: Addresses

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "Ranges":
        """From (start, end) pairs."""
        array = np.array(list(pairs), np.uint64).reshape(-1, 2)
        return cls(array[:, 0].copy(), array[:, 1].copy())

    def __len__(self) -> int:
        return len(self.starts)

    def contain(self, places: Addresses) -> Flags:
        """Which of some places lie in the ranges, which are in order and do not overlap."""
        if not len(self):
            return np.zeros(len(places), np.bool_)
        at = np.searchsorted(self.starts, places, "right") - 1
        found: Flags = (at >= 0) & (places < self.ends[np.maximum(at, 0)])
        return found

    def bytes_below(self, places: Addresses) -> NDArray[np.int64]:
        """How many bytes of the ranges, which are in order and do not overlap, lie below each place."""
        if not len(self):
            return np.zeros(len(places), np.int64)
        before = np.concatenate([[0], np.cumsum((self.ends - self.starts).astype(np.int64))])
        at = np.searchsorted(self.starts, places)
        last = self.ends[np.maximum(at - 1, 0)]
        beyond = np.where((at > 0) & (last > places), last - np.minimum(places, last), 0).astype(np.int64)
        below: NDArray[np.int64] = before[at] - beyond
        return below

    def without(self, others: "Ranges") -> "Ranges":
        """What is left of the ranges; each of the others lies in one of them, and both are in order and do not
        overlap."""
        starts, ends = np.concatenate([self.starts, others.ends]), np.concatenate([self.ends, others.starts])
        return Ranges(np.sort(starts), np.sort(ends))

    def multiples(self, step: int) -> Addresses:
        """The multiples of `step` (bytes) in the ranges, range by range."""
        firsts = -(-self.starts.astype(np.int64) // step) * step
        counts = np.maximum(-(-(self.ends.astype(np.int64) - firsts) // step), 0)
        number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found: Addresses = (np.repeat(firsts, counts) + number * step).astype(np.uint64)
        return found


def ranges_of(regions: Iterable[Region]) -> Ranges:
    """The addresses of the regions."""
    return Ranges.of((region.start, region.end) for region in regions)
