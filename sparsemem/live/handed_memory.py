"""The memory of the process that asked, for the helper: many small ranges it hands over by itself, see
`handed_ranges`, the rest is read from its file."""

import os

import numpy as np
from numpy.typing import NDArray

from sparsemem.errors import InputError
from sparsemem.live.handed_ranges import ALL, MOST_RANGES, RANGES
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.memory_file import open_file

_FEW, _LARGEST = 4, 256
"""From so many ranges on, and up to so many bytes each, handing over is faster than reading."""


class HandedMemory:
    """A `Memory` of a process that waits for the answer, by the pipes of its helper."""

    def __init__(self, pid: int, questions: int = 0, answers: int = 1) -> None:
        """Raises InputError, saying what would allow it, where the process may not be read."""
        self._file = open_file(pid)
        self._questions, self._answers = questions, answers

    def is_handed(self, address: int) -> bool:
        """Whether the process hands over what is at an address that can be read: it has no such call, or may not make
        it, where it does not."""
        self._ask(np.array([[address, _FEW]], np.uint64), _FEW)
        return self._took(np.empty((1, _FEW), np.uint8))

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        if len(addresses) < _FEW or size > _LARGEST:
            return self._file.gather(addresses, size)
        rows, found = np.empty((len(addresses), size), np.uint8), np.ones(len(addresses), np.bool_)
        ranges = np.empty((len(addresses), 2), np.uint64)
        ranges[:, 0], ranges[:, 1] = addresses, size
        for first in range(0, len(addresses), MOST_RANGES):
            part = slice(first, first + MOST_RANGES)
            self._ask(ranges[part], size)
            if not self._took(rows[part]):
                rows[part], found[part] = self._file.gather(addresses[part], size)
        return rows, found

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        return self._file.span(start, size)

    def _ask(self, ranges: NDArray[np.uint64], size: int) -> None:
        _write_all(self._answers, f"{RANGES} {len(ranges)} {size}\n".encode() + ranges.tobytes())

    def _took(self, rows: Bytes) -> bool:
        """Whether the process has handed over all of the rows."""
        content, last = rows.reshape(-1).data, bytearray(1)
        while content:
            content = content[_read_into(self._questions, content) :]
        _read_into(self._questions, memoryview(last))
        return last == ALL


def _write_all(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


def _read_into(pipe: int, buffer: memoryview) -> int:
    got = os.readv(pipe, [buffer])
    if not got:
        raise InputError("the process has ended: its memory cannot be read")
    return got
