"""Which pages a core file holds: those that were resident when it was written."""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.core.elf_headers import Segment
from sparsemem.outside.memory.memory_access import Bytes, Flags
from sparsemem.outside.memory.residency import PAGE

_PRESENT = np.uint64(1 << 63 | 1 << 56)
"""A page that is present, and that no other process has, as pagemap says it."""
_CHUNK = 2048
"""Pages that are looked at together."""


class CorePagemap:
    """A `Pagemap` of the pages in a core.

    The kernel leaves a hole in the file for each page that was not resident. Where the file has no holes (it was
    copied without them, or written by gdb), a page of zeros is taken to be one.
    """

    def __init__(self, segments: Sequence[Segment], data: Bytes, path: str) -> None:
        """Looks for the holes of the file at `path`; `data` is its content."""
        self._segments = segments
        self._starts = np.array([segment.start for segment in segments], np.uint64)
        held = _pages_with_data(path, len(data))
        self.has_holes = not held.all()
        self._present = [_present(segment, data, held if self.has_holes else None) for segment in segments]

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        """As in `Pagemap`."""
        entries = np.zeros((end - start) // PAGE, np.uint64)
        first = max(int(np.searchsorted(self._starts, np.uint64(start), "right")) - 1, 0)
        for segment, present in zip(self._segments[first:], self._present[first:], strict=True):
            if segment.start >= end:
                break
            low, high = max(start, segment.start), min(end, segment.start + len(present) * PAGE)
            if low < high:
                here = present[(low - segment.start) // PAGE : (high - segment.start) // PAGE]
                entries[(low - start) // PAGE : (high - start) // PAGE] = here * _PRESENT
        return entries

    def bytes_of(self, number: int) -> int:
        """The bytes of the pages that are present, of the segment in this place."""
        return int(self._present[number].sum()) * PAGE


def _pages_with_data(path: str, size: int) -> Flags:
    held, at = np.zeros(-(-size // PAGE), np.bool_), 0
    with open(path, "rb", buffering=0) as file:
        while at < size:
            try:
                start = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                break  # nothing but a hole up to the end
            at = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            held[start // PAGE : -(-at // PAGE)] = True
    return held


def _present(segment: Segment, data: Bytes, held: Flags | None) -> Flags:
    count = segment.file_size // PAGE
    if held is not None and segment.offset % PAGE == 0:
        first = segment.offset // PAGE
        return held[first : first + count]
    return _not_zero(data[segment.offset : segment.offset + count * PAGE])


def _not_zero(content: Bytes) -> Flags:
    """Which pages hold anything but zeros."""
    pages = content.reshape(-1, PAGE)
    chunks = [pages[at : at + _CHUNK].any(axis=1) for at in range(0, len(pages), _CHUNK)]
    return np.concatenate([np.zeros(0, np.bool_), *chunks])
