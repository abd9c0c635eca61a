"""What this process hands to its helper while it waits: ranges of its own memory, which the kernel copies.

A helper that reads a range has the kernel look up and hold its page first, twenty times as long as a copy takes. The
kernel checks each address as it copies: one that is mapped no more ends the call, and is no fault here.
"""

import os
from typing import Final

from sparsemem.probe import native

_writev = native.function("writev", result=native.Long)
_AT_ONCE = 1024
"""`UIO_MAXIOV` of the kernel: the most ranges that one call takes."""
MOST_RANGES: Final = 4 * _AT_ONCE
"""That are asked for at once: as many as a pipe holds."""
RANGE_BYTES: Final = 16
"""`struct iovec`: an address and a length."""
RANGES: Final = "ranges"
"""The word before how many ranges are asked for, and of how many bytes each; they follow the line."""
ALL, NOT_ALL = b"\1", b"\0"


def hand_over(pipe: int, ranges: bytes, size: int) -> None:
    """Write ranges of `size` bytes each into a pipe; then ALL, or NOT_ALL where some of the bytes are none of the
    memory's: a range could not be read, or there is no such call here."""
    whole = len(ranges) // RANGE_BYTES * size
    written = _written(pipe, ranges, size)
    os.write(pipe, ALL if written == whole else bytes(whole - written) + NOT_ALL)


def _written(pipe: int, ranges: bytes, size: int) -> int:
    """How many bytes went into the pipe, up to the first call that did not take all of its ranges."""
    written = 0
    for first in range(0, len(ranges) if _writev else 0, _AT_ONCE * RANGE_BYTES):
        some = ranges[first : first + _AT_ONCE * RANGE_BYTES]
        count = len(some) // RANGE_BYTES
        got = _writev(native.Int(pipe), native.Text(some), native.Int(count)) if _writev else -1
        written += max(got, 0)
        if got < count * size:
            break
    return written
