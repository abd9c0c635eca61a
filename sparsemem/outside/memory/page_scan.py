"""Which pages of a process are present, as ranges: the kernel's PAGEMAP_SCAN, since Linux 6.7.

A range costs as much as a page does in pagemap or smaps. Those look into the kernel's record of each page to see who
else has it mapped; here that is only done where somebody asks whether pages are of a file.
"""

import os
import struct
import weakref
from typing import Final

import numpy as np
from numpy.typing import NDArray

_CALL = 0xC0606610
"""`PAGEMAP_SCAN` of include/uapi/linux/fs.h: `_IOWR('f', 16, struct pm_scan_arg)`."""
_ARGUMENT = struct.Struct("12Q")
"""`struct pm_scan_arg`: its size, flags, start, end, where it ended, the table and its length, how many pages
at most; categories that are inverted, all required, of which one is required, and told."""
FILE: Final = 1 << 2
_PRESENT, _ZERO = 1 << 3, 1 << 5
HUGE: Final = 1 << 6
"""`PAGE_IS_FILE`, `PAGE_IS_PRESENT`, `PAGE_IS_PFNZERO` (the page of zeros, which is no part of an RSS) and
`PAGE_IS_HUGE`."""
_ROOM = 1 << 12
"""Ranges that one call tells."""


class PageScan:
    """The pages of one process."""

    def __init__(self, pid: int) -> None:
        """Raises OSError where its pagemap may not be read."""
        self._descriptor = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._descriptor)
        self._room = np.empty((_ROOM, 3), np.uint64)

    def rows(self, start: int, end: int, told: int = 0) -> NDArray[np.uint64]:
        """What is present from `start` to `end`, both bounds of pages: shape (n, 3), the first address of each range,
        the one behind it, and which of the categories `told` it has; in order.

        Raises OSError where the kernel has no such call.
        """
        from fcntl import ioctl  # noqa: PLC0415 - there is none on Windows, where this module is loaded as well

        parts = [np.empty((0, 3), np.uint64)]
        while start < end:
            table = (self._room.ctypes.data, len(self._room), 0)
            asked = (_ZERO, _PRESENT | _ZERO, 0, _PRESENT | told)
            argument = bytearray(_ARGUMENT.pack(_ARGUMENT.size, 0, start, end, 0, *table, *asked))
            count = ioctl(self._descriptor, _CALL, argument)
            if not count:
                break
            parts.append(self._room[:count].copy())
            # Not where the kernel says that it ended: after 512 ranges it can be behind that (Linux 6.7 to 6.18).
            start = int(self._room[count - 1, 1])
        return np.concatenate(parts)
