"""Memory that lies in files, piece by piece: in a core, and in the files that the process had mapped."""

import mmap
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sparsemem.errors import InputError
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` bytes of memory from `start` on, which are those of `data` from `offset` on."""

    start: int
    size: int
    data: Bytes
    offset: int


class PieceMemory:
    """The memory of all pieces, which do not overlap; many ranges are copied out at once."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        """The data are not copied: they may be files that are mapped."""
        self._pieces = sorted(pieces, key=lambda piece: piece.start)
        self._starts = np.array([piece.start for piece in self._pieces], np.uint64)
        self._ends = self._starts + np.array([piece.size for piece in self._pieces], np.uint64)

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        rows, found = np.zeros((len(addresses), size), np.uint8), np.zeros(len(addresses), np.bool_)
        index = np.searchsorted(self._starts, addresses, "right") - 1
        known = np.flatnonzero(index >= 0)
        # Not address + size: a hostile address is near the end of the numbers.
        inside = self._ends[index[known]] - np.minimum(addresses[known], self._ends[index[known]]) >= np.uint64(size)
        for number in np.unique(index[known[inside]]).tolist():
            piece = self._pieces[number]
            chosen = known[inside & (index[known] == number)]
            content = piece.data[piece.offset : piece.offset + piece.size]
            rows[chosen] = sliding_window_view(content, size)[addresses[chosen] - self._starts[number]]
            found[chosen] = True
        for row in known[~inside].tolist():
            part = self.span(int(addresses[row]), size)
            if len(part) == size:
                rows[row], found[row] = part, True
        return rows, found

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`; pieces that touch are read as one."""
        parts = [np.zeros(0, np.uint8)]
        index = int(np.searchsorted(self._starts, np.uint64(start), "right")) - 1 if 0 <= start < 1 << 64 else -1
        while size > 0 and 0 <= index < len(self._pieces):
            piece = self._pieces[index]
            inside = start - piece.start
            if not 0 <= inside < piece.size:
                break
            part = piece.data[piece.offset + inside : piece.offset + min(inside + size, piece.size)]
            parts.append(part)
            start, size, index = start + len(part), size - len(part), index + 1
        return parts[-1] if len(parts) == 2 else np.concatenate(parts)


def map_file(path: str) -> Bytes:
    """The content of a file, mapped and not read. Raises InputError where it is none or cannot be read."""
    try:
        # A pipe would let us wait for its other end.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            raise InputError(f"{path} is no core file: it is empty, or no file at all")
        return np.frombuffer(mmap.mmap(descriptor, 0, prot=mmap.PROT_READ), np.uint8)
    finally:
        os.close(descriptor)
