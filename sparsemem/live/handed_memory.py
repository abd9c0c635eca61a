"""The memory of the process that asked, for the helper: many small ranges it hands over by itself, see
`handed_ranges`, the rest is read from its file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import numpy as np

from sparsemem.allocators.pymalloc import PymallocStats
from sparsemem.live.handed_ranges import ALL, MOST_RANGES, POOLS, RANGES, SUMS
from sparsemem.live.telling_process import TellingProcess
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.memory_file import open_file
from sparsemem.outside.memory.told_sums import ToldSums
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE, PoolStatistics
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE

_FEW, _LARGEST = 32, 256
"""From so many ranges on, and up to so many bytes each, handing over is faster than reading."""
_READ_SECONDS = 6e-6
"""What reading takes for each range (a header of a page of its own)."""
_WORD = 8


class HandedMemory:
    """A `Memory` of a process that waits for the answer, by the pipes of its helper and the file `shared`."""

    def __init__(self, pid: int, shared: int, process: TellingProcess) -> None:
        """Raises InputError, saying what would allow it, where the process may not be read."""
        self._file, self._shared, self._process = open_file(pid), shared, process
        self._sums_at = self._sums_seconds = 0.0

    def is_handed(self, address: int) -> bool:
        """Whether the process hands over what is at an address that can be read: it has no such call, or may not make
        it, where it does not."""
        return self._hand_over(np.array([address], np.uint64), np.empty((1, _WORD), np.uint8))

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        if self._is_read(len(addresses), size):
            return self._file.gather(addresses, size)
        rows, found = np.empty((len(addresses), size), np.uint8), np.ones(len(addresses), np.bool_)
        for first in range(0, len(addresses), MOST_RANGES):
            part = slice(first, first + MOST_RANGES)
            if not self._hand_over(addresses[part], rows[part]):
                rows[part], found[part] = self._file.gather(addresses[part], size)
        return rows, found

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        return self._file.span(start, size)

    @contextmanager
    def adding_up(self) -> Iterator[None]:
        """Has its allocators add up what they have, while it is read; `ask_pymalloc` and `ask_malloc` tell it."""
        self._process.ask(POOLS)
        self._process.ask(SUMS)
        self._sums_at = monotonic() + self._sums_seconds
        try:
            yield
        finally:
            self._process.forget()

    def ask_malloc(self) -> ToldSums | None:
        """What its malloc tells of itself; None where it tells nothing."""
        numbers = [int(number) for number in self._process.told(SUMS).split()]
        if not numbers:
            return None
        *sums, took_us = numbers
        self._sums_seconds = took_us / 1e6
        return ToldSums(*sums)

    def ask_pymalloc(self) -> PoolStatistics | None:
        """What its pymalloc tells of itself; None where it tells nothing."""
        numbers = self._process.told(POOLS).split()
        return _statistics(PymallocStats(*map(int, numbers))) if numbers else None

    def _is_read(self, count: int, size: int) -> bool:
        """Whether so many ranges of so many bytes are read, and not handed over: malloc may have 10 ms to add up
        meanwhile, where it has a hundred thousand free chunks."""
        if count < _FEW or size > _LARGEST:
            return True
        return self._process.is_busy() and self._sums_at - monotonic() > count * _READ_SECONDS

    def _hand_over(self, addresses: Addresses, rows: Bytes) -> bool:
        """Has the process hand over at most `MOST_RANGES` ranges; whether it did so with all."""
        ranges = np.empty((len(addresses), 2), np.uint64)
        ranges[:, 0], ranges[:, 1] = addresses, rows.shape[1]
        os.pwrite(self._shared, ranges.data, 0)
        self._process.ask(RANGES, *rows.shape)
        has_all = self._process.told(RANGES) == ALL
        return has_all and os.preadv(self._shared, [rows.reshape(-1).data], 0) == rows.nbytes


def _statistics(told: PymallocStats) -> PoolStatistics | None:
    """None where arenas are of another size."""
    headers = told.overhead_bytes - told.alignment_bytes
    free = told.free_pools_bytes // POOL_SIZE
    used = (told.live_bytes + told.free_blocks_bytes + headers) // POOL_SIZE
    sums = PoolStatistics(told.arenas, used, free, told.live_bytes, told.free_blocks_bytes, headers)
    return sums if told.arena_bytes == ARENA_SIZE else None
