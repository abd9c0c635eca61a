"""How the processes of a tree ended that are no children of ours, from file descriptors that outlive them."""

import errno
import os
import struct
from collections.abc import Collection
from contextlib import suppress

_GET_INFO = 0xC040FF0B
"""PIDFD_GET_INFO of include/uapi/linux/pidfd.h, for the first 64 bytes of `struct pidfd_info`."""
_EXIT, _CODE_AT = 1 << 3, 60
"""PIDFD_INFO_EXIT, since Linux 6.15: the status of a process that has been waited for; and its place."""
_MOST_OPEN = 256
"""Descriptors at a time: of a tree with more processes the rest is unknown."""


class ExitStatuses:
    """Holds a descriptor of each process until it has ended, and keeps how it did."""

    def __init__(self) -> None:
        self.codes: dict[int, int] = {}
        """By pid: the exit status, or the number of a signal, negative."""
        self._open: dict[int, int] = {}

    def look(self, living: Collection[int]) -> None:
        """Note those that have ended, and those that have begun."""
        for pid in [pid for pid in self._open if pid not in living]:
            self._ask(pid)
        for pid in living:
            if pid not in self._open and len(self._open) < _MOST_OPEN:
                with suppress(OSError):
                    self._open[pid] = os.pidfd_open(pid)

    def close(self) -> None:
        """Ask for those that have ended meanwhile; what ends from now on is our own doing."""
        for pid in list(self._open):
            self._ask(pid)
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()

    def _ask(self, pid: int) -> None:
        """Nobody may have waited for it yet: then it is asked again."""
        try:
            code = _read_code(self._open[pid])
        except OSError as error:
            if error.errno == errno.EINTR:
                return
        else:
            if code is None:
                return
            self.codes[pid] = code
        os.close(self._open.pop(pid))


def _read_code(descriptor: int) -> int | None:
    """None while nobody has waited for it. Raises OSError where the kernel does not tell."""
    info = bytearray(64)
    struct.pack_into("<Q", info, 0, _EXIT)
    from fcntl import ioctl  # noqa: PLC0415 - there is none on Windows, where this module is loaded as well

    ioctl(descriptor, _GET_INFO, info, True)
    (mask,) = struct.unpack_from("<Q", info)
    (status,) = struct.unpack_from("<i", info, _CODE_AT)
    return os.waitstatus_to_exitcode(status) if mask & _EXIT else None
