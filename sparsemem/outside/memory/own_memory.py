"""Our own memory: what a step has freed goes back before the next one takes as much again."""

import ctypes
import mmap
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
STEP = 1 << 17
"""Elements of a long table that are worked on together: numpy makes eight bytes of each where it is an index."""
_FEW = 6
"""Numbers that are compared one by one: each takes a tenth of the time of a look into a table."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _LARGE = -1, -3, 16 << 20
"""`M_TRIM_THRESHOLD` and `M_MMAP_THRESHOLD` in malloc.h; bytes."""


def return_free_memory() -> None:
    """What malloc_trim(0) returns; nothing where malloc is not glibc's."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def keep_large_apart() -> None:
    """Has malloc take pages of its own for each table of 16 MB and more, so that they go back with it, and keep as
    much of what smaller ones leave: a page that goes back to the kernel and comes again costs a microsecond or two.

    glibc raises that bound by itself, up to 32 MB, each time such a table is freed (M_MMAP_THRESHOLD in mallopt(3)),
    and takes the next ones from its heap. Setting it ends that. Nothing where malloc is not glibc's.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, _LARGE)
        set_option(_TRIM_THRESHOLD, _LARGE)


def zeros(count: int, dtype: type[Scalar]) -> NDArray[Scalar]:
    """A table in pages of its own: none takes memory before it is written to, and all go back with the table.

    Those of a large one are of 2 MB where the kernel has such: it takes a quarter of the time to write to them first.
    """
    size = (count + 1) * np.dtype(dtype).itemsize
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if size >= _LARGE:
        with suppress(OSError):
            pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, dtype)[:count]


def parts(count: int) -> Iterator[slice]:
    """The parts of a table of `count` elements that are worked on together."""
    for first in range(0, count, STEP):
        yield slice(first, min(first + STEP, count))


def positions(count: int, holds: Callable[[slice], NDArray[np.bool_]]) -> Iterator[NDArray[np.int32]]:
    """Where something holds in tables of `count` elements, in order, a part at a time."""
    for here in parts(count):
        found = np.flatnonzero(holds(here)).astype(np.int32)
        if len(found):
            yield found + np.int32(here.start)


def marked(marks: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The positions of all marks, in order."""
    return np.concatenate([np.zeros(0, np.int32), *positions(len(marks), lambda here: marks[here])])


def positions_of(table: NDArray[np.uint16], numbers: list[int]) -> NDArray[np.int32]:
    """Where a table has one of some numbers, in order."""
    return np.concatenate([np.zeros(0, np.int32), *positions(len(table), are_of(table, numbers))])


def are_of(table: NDArray[np.uint16], numbers: list[int]) -> Callable[[slice], NDArray[np.bool_]]:
    """Which elements of a part of a table are one of some numbers."""
    if len(numbers) > _FEW:
        wanted = np.zeros(1 << 16, np.bool_)
        wanted[numbers] = True
        return lambda here: wanted[table[here]]

    def compare(here: slice) -> NDArray[np.bool_]:
        found = np.zeros(len(table[here]), np.bool_)
        for one in numbers:
            found |= table[here] == np.uint16(one)
        return found

    return compare
