"""Many small ranges of a memory that takes one range a call: those that lie close together are read as one."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, Memory, gather_one_by_one

_GAP = 4095
"""Bytes between two ranges that are read along: copying them takes far less than another call. Less than a page, so
that no page is read, and perhaps brought in from swap, in which nothing was asked for."""
_LONGEST = 1 << 20


def gather_by_runs(memory: Memory, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
    """`Memory.gather` in terms of `Memory.span`, which is called once for each run of ranges."""
    rows = np.zeros((len(addresses), size), np.uint8)
    found = np.zeros(len(addresses), np.bool_)
    order = np.argsort(addresses, kind="stable")
    for run in _runs(addresses[order], size):
        here = order[run]
        rows[here], found[here] = _read_run(memory, addresses[here], size)
    return rows, found


def _runs(ascending: Addresses, size: int) -> Iterator[slice]:
    """The places in `ascending` of ranges that are read together."""
    breaks = np.flatnonzero(np.diff(ascending) > np.uint64(size + _GAP)) + 1
    bounds = [0, *breaks.tolist(), len(ascending)]
    for first, last in pairwise(bounds):
        yield from _cut(ascending[first:last], first)


def _cut(run: Addresses, first: int) -> Iterator[slice]:
    """A run in pieces of a megabyte at most."""
    if len(run) == 1:
        yield slice(first, first + 1)
        return
    begin = 0
    while begin < len(run):
        end = int(np.searchsorted(run, run[begin] + np.uint64(min(_LONGEST, 2**64 - 1 - int(run[begin]))), "right"))
        yield slice(first + begin, first + end)
        begin = end


def _read_run(memory: Memory, ascending: Addresses, size: int) -> tuple[Bytes, NDArray[np.bool_]]:
    first, length = int(ascending[0]), int(ascending[-1] - ascending[0]) + size
    content = memory.span(first, length)
    if len(content) < length:  # it reaches into what is not mapped: what stands before and behind may be
        return gather_one_by_one(memory, ascending, size)
    if len(ascending) == 1:
        return content.reshape(1, size), np.ones(1, np.bool_)
    windows = as_strided(content, (length - size + 1, size), (1, 1), writeable=False)
    return windows[(ascending - ascending[0]).astype(np.int64)], np.ones(len(ascending), np.bool_)
