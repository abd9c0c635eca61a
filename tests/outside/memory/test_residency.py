"""Pages in memory, from entries of pagemap."""

import ctypes
import mmap
import os

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.regions import Region
from sparsemem.outside.memory.residency import PAGE, ProcessPagemap, Residency, read_residency

_P, _X = 1 << 63, 1 << 56


class _Entries:
    """A pagemap by the number of the page."""

    def __init__(self, **pages: int) -> None:
        self.pages = {int(name[1:]): entry for name, entry in pages.items()}

    def entries(self, start: int, end: int) -> NDArray[np.uint64]:
        return np.array([self.pages.get(page, 0) for page in range(start // PAGE, end // PAGE)], np.uint64)


def _region(first: int, pages: int, resident: int) -> Region:
    return Region(first * PAGE, (first + pages) * PAGE, resident * PAGE, False, "")


def _two() -> Residency:
    """Pages 10 to 13, of which 11 and 13 are resident, and 20 and 21, both resident."""
    pagemap = _Entries(p11=_P | _X, p13=_P | _X, p20=_P | _X, p21=_P | _X)
    return read_residency(pagemap, [_region(10, 4, 2), _region(20, 2, 2)])


def _between(residency: Residency, start: float, end: float) -> int:
    bounds = [np.array([int(bound * PAGE)], np.uint64) for bound in (start, end)]
    return int(residency.between(bounds[0], bounds[1])[0])


def test_bytes_between_two_addresses() -> None:
    residency = _two()
    assert _between(residency, 10, 14) == 2 * PAGE
    assert _between(residency, 10.5, 11.5) == PAGE // 2
    assert _between(residency, 11.25, 11.5) == PAGE // 4
    assert _between(residency, 20, 22) == 2 * PAGE
    assert _between(residency, 21.5, 22) == PAGE // 2


def test_what_lies_outside_counts_nothing() -> None:
    residency = _two()
    assert _between(residency, 9, 11) == 0
    assert _between(residency, 14, 20) == 0
    assert _between(residency, 13, 99) == PAGE
    assert _between(residency, 13, 12) == 0


def test_resident_pages() -> None:
    places = np.array([9, 10, 11, 13, 14, 20, 22], np.uint64) * np.uint64(PAGE)
    assert _two().resident(places).tolist() == [False, False, True, True, False, True, False]


def test_no_regions_at_all() -> None:
    residency = read_residency(_Entries(), [])
    assert residency.resident(np.array([0, 4096], np.uint64)).tolist() == [False, False]
    assert _between(residency, 0, 1) == 0


def test_pages_of_zeros_that_were_only_read_are_not_resident() -> None:
    pagemap = _Entries(p1=_P | _X, p2=_P, p3=_P, p4=_P)
    assert read_residency(pagemap, [_region(1, 4, 1)]).present.sum() == 1


def test_pages_shared_with_a_forked_process_are_resident() -> None:
    pagemap = _Entries(p1=_P | _X, p2=_P, p3=_P, p4=_P)
    assert read_residency(pagemap, [_region(1, 4, 4)]).present.sum() == 4


def test_a_pagemap_that_is_cut_off_leaves_pages_not_resident() -> None:
    class Short(_Entries):
        def entries(self, start: int, end: int) -> NDArray[np.uint64]:
            return super().entries(start, end)[:1]

    assert read_residency(Short(p1=_P | _X, p2=_P | _X), [_region(1, 2, 2)]).present.tolist() == [True, False, False]


def test_what_is_reserved_without_end_is_left_out() -> None:
    huge = Region(1 << 44, (1 << 44) + (1 << 42), PAGE, False, "")
    residency = read_residency(_Entries(p1=_P | _X), [_region(1, 1, 1), huge])
    assert residency.starts.tolist() == [PAGE]


def test_own_pages() -> None:
    with mmap.mmap(-1, 8 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[2 * PAGE] = 1
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        entries = ProcessPagemap(os.getpid()).entries(start, start + 8 * PAGE)
    assert (entries >> np.uint64(63)).tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
