"""The memory of the process that asked, for the helper: many small ranges it hands over by itself, see
`handed_ranges`, the rest is read from its file."""

import os

import numpy as np

from sparsemem.allocators.pymalloc import PymallocStats
from sparsemem.errors import InputError
from sparsemem.live.handed_ranges import ALL, MOST_RANGES, POOLS, RANGES, SUMS
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.memory_file import open_file
from sparsemem.outside.memory.told_sums import ToldSums
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE, PoolStatistics
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE

_FEW, _LARGEST = 32, 256
"""From so many ranges on, and up to so many bytes each, handing over is faster than reading."""
_WORD = 8
_LINE = 128
"""Bytes: more than a line of seven numbers has, and as much as a pipe takes at once (PIPE_BUF)."""


class HandedMemory:
    """A `Memory` of a process that waits for the answer, by the pipes of its helper and the file `shared`."""

    def __init__(self, pid: int, shared: int, questions: int = 0, answers: int = 1) -> None:
        """Raises InputError, saying what would allow it, where the process may not be read."""
        self._file = open_file(pid)
        self._shared, self._questions, self._answers = shared, questions, answers

    def is_handed(self, address: int) -> bool:
        """Whether the process hands over what is at an address that can be read: it has no such call, or may not make
        it, where it does not."""
        self.ask(np.array([address], np.uint64), _WORD)
        return self.took(np.empty((1, _WORD), np.uint8))

    @staticmethod
    def are_handed(count: int, size: int) -> bool:
        """Whether so many ranges of so many bytes are handed over, and not read."""
        return count >= _FEW and size <= _LARGEST

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        if not self.are_handed(len(addresses), size):
            return self._file.gather(addresses, size)
        rows, found = np.empty((len(addresses), size), np.uint8), np.ones(len(addresses), np.bool_)
        for first in range(0, len(addresses), MOST_RANGES):
            part = slice(first, first + MOST_RANGES)
            self.ask(addresses[part], size)
            if not self.took(rows[part]):
                rows[part], found[part] = self._file.gather(addresses[part], size)
        return rows, found

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        return self._file.span(start, size)

    def ask(self, addresses: Addresses, size: int) -> None:
        """Asks for at most `MOST_RANGES` ranges; the process goes on to hand them over. `took` has to follow."""
        ranges = np.empty((len(addresses), 2), np.uint64)
        ranges[:, 0], ranges[:, 1] = addresses, size
        os.pwrite(self._shared, ranges.data, 0)
        os.write(self._answers, f"{RANGES} {len(ranges)} {size}\n".encode())

    def took(self, rows: Bytes) -> bool:
        """Waits for what was asked for; whether the process has handed over all of the rows."""
        return self._told(len(ALL)) == ALL and os.preadv(self._shared, [rows.reshape(-1).data], 0) == rows.nbytes

    def ask_malloc(self) -> ToldSums | None:
        """What its malloc tells of itself; None where it tells nothing."""
        os.write(self._answers, f"{SUMS}\n".encode())
        numbers = self._told(_LINE).split()
        return ToldSums(*map(int, numbers)) if numbers else None

    def ask_pymalloc(self) -> PoolStatistics | None:
        """What its pymalloc tells of itself; None where it tells nothing."""
        os.write(self._answers, f"{POOLS}\n".encode())
        numbers = self._told(_LINE).split()
        return _statistics(PymallocStats(*map(int, numbers))) if numbers else None

    def _told(self, most: int) -> bytes:
        told = os.read(self._questions, most)
        if not told:
            raise InputError("the process has ended: its memory cannot be read")
        return told


def _statistics(told: PymallocStats) -> PoolStatistics | None:
    """None where arenas are of another size."""
    headers = told.overhead_bytes - told.alignment_bytes
    free = told.free_pools_bytes // POOL_SIZE
    used = (told.live_bytes + told.free_blocks_bytes + headers) // POOL_SIZE
    sums = PoolStatistics(told.arenas, used, free, told.live_bytes, told.free_blocks_bytes, headers)
    return sums if told.arena_bytes == ARENA_SIZE else None
