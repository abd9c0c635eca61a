"""What this process hands to its helper while it waits: ranges of its own memory, which the kernel copies.

A helper that reads a range has the kernel look up and hold its page first, twenty times as long as a copy takes. The
kernel checks each address as it copies: one that is mapped no more ends the call, and is no fault here. They go into
a file in memory that both have open, and not through a pipe, whose two ends would wait for each other.
"""

import os
from typing import Final

from sparsemem.probe import native

_writev = native.function("writev", result=native.Long)
_memfd_create = native.function("memfd_create")
_FLAGS = (1 | 8, 1)
"""`MFD_CLOEXEC`, and `MFD_NOEXEC_SEAL` since Linux 6.3, where a setting may want it (include/uapi/linux/memfd.h)."""
_AT_ONCE = 1024
"""`UIO_MAXIOV` of the kernel: the most ranges that one call takes."""
MOST_RANGES: Final = 64 * _AT_ONCE
"""That are asked for at once: of pools' headers, 3 MB."""
RANGE_BYTES: Final = 16
"""`struct iovec`: an address and a length."""
RANGES: Final = "ranges"
"""The word before how many ranges are asked for, and of how many bytes each; they lie where the file begins."""
SUMS: Final = "sums"
"""The word that asks what malloc tells of itself; the answer are the numbers of `ToldSums` and the microseconds that
they took, or an empty line."""
POOLS: Final = "pools"
"""The word that asks what pymalloc tells of itself; the answer are the numbers of `PymallocStats`, or an empty
line."""
ALL, NOT_ALL = b"all", b"not all"
"""The answers to `RANGES`."""


def open_shared_file() -> int | None:
    """The descriptor of a file in memory; None where the system has none."""
    for flags in _FLAGS:
        made: int = _memfd_create(native.Text(b"sparsemem"), native.Int(flags)) if _memfd_create else -1
        if made >= 0:
            return made
    return None


def hand_over(file: int, count: int, size: int) -> bytes:
    """Write what ranges of `size` bytes each hold to the beginning of a file, in their place. ALL, or NOT_ALL where a
    range could not be read, or there is no such call here."""
    ranges = os.pread(file, count * RANGE_BYTES, 0)
    os.lseek(file, 0, os.SEEK_SET)
    for first in range(0, len(ranges), _AT_ONCE * RANGE_BYTES):
        some = ranges[first : first + _AT_ONCE * RANGE_BYTES]
        here = len(some) // RANGE_BYTES
        if not _writev or _writev(native.Int(file), native.Text(some), native.Int(here)) < here * size:
            return NOT_ALL
    return ALL
