"""The memory of a living process, through process_vm_readv(2), or /proc/PID/mem where that call is refused."""

import ctypes
import errno
import os
from typing import Any

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.memory.fork_watch import ForkWatch
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, Memory
from sparsemem.outside.memory.memory_file import FileMemory, open_file

_RANGES = 1024
"""UIO_MAXIOV of the kernel: the most ranges that one call takes."""
_LEAST = 16
"""Ranges a call after a failure: what is unreadable comes in runs, and each failure sends the rest again."""
_CHUNK, _UNASKED, _PAGE = 4 << 20, 64, 4096
"""The most that one call reads, and how many ranges are read before it is asked again whether the process has forked:
most reads are of a few bytes, and the question takes a third of the time of one."""
_IOVEC = np.dtype([("base", np.uint64), ("len", np.uint64)])
_ONE_IOVEC = ctypes.c_uint64 * 2
"""The same for one range: made in a tenth of the time, and most reads are of a few bytes."""


def _find_readv() -> Any:
    """The function of libc; None where the system has none, as any but Linux."""
    try:
        readv = ctypes.CDLL(None, use_errno=True).process_vm_readv
    except (TypeError, OSError, AttributeError):
        return None
    readv.restype = ctypes.c_ssize_t
    readv.argtypes = [
        ctypes.c_int, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong
    ]  # fmt: skip
    return readv


_readv = _find_readv()


def open_memory(pid: int, shares_pages: bool = False, forks: ForkWatch | None = None) -> Memory:
    """The memory of process `pid`. Raises InputError, saying what would allow it, where it cannot be read.

    Where the process shares pages since a fork, process_vm_readv(2) would have the kernel copy each page that it
    reads: it pins them, and a shared page is unshared first (`gup_must_unshare` in mm/gup.c, since Linux 5.19).
    Reading the file does not. `forks` has been watching since before that was asked for.
    """
    if shares_pages:
        return open_file(pid)
    memory = ProcessMemory(pid, forks)
    try:
        memory.gather(np.zeros(1, np.uint64), 8)
    except OSError:
        return open_file(pid)
    return memory


class ProcessMemory:
    """Reads by process_vm_readv(2): no pause, and nothing that the target could notice.

    Once the process has forked, the rest is read by `FileMemory`: see `open_memory`. A fork in the middle of one call
    costs at most the pages of that call, 4 MB.
    """

    def __init__(self, pid: int, forks: ForkWatch | None = None) -> None:
        """Nothing is read yet. Each read raises InputError where the process is gone, and OSError where
        the kernel has no such call or refuses it."""
        self.pid = pid
        self._forks = forks or ForkWatch(pid)
        self._file: FileMemory | None = None
        self._unasked = 0

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        rows = np.zeros((len(addresses), size), np.uint8)
        found = np.ones(len(addresses), np.bool_)
        remote = np.empty(len(addresses), _IOVEC)
        remote["base"], remote["len"] = addresses, size
        done, batch = 0, _RANGES
        while done < len(addresses):
            if shared := self._shared(min(batch, len(addresses) - done)):
                rows[done:], found[done:] = shared.gather(addresses[done:], size)
                break
            some = remote[done : done + batch]
            whole = self._read(rows[done : done + len(some)], some.ctypes.data, len(some)) // size
            done += whole
            batch = min(_RANGES, batch * 2)
            if whole < len(some):
                rows[done], found[done] = 0, False
                done, batch = done + 1, _LEAST
        return rows, found

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        buffer = np.empty(max(size, 0), np.uint8)
        done = 0
        while done < size:
            if shared := self._shared(1 + (size - done >> 12)):
                rest = shared.span(start + done, size - done)
                buffer[done : done + len(rest)] = rest
                return buffer[: done + len(rest)]
            part = buffer[done : done + _CHUNK]
            got = self._read(part, _ONE_IOVEC(start + done, len(part)), 1)
            done += got
            if got < len(part):
                break
        return buffer[:done]

    def _shared(self, ranges: int) -> FileMemory | None:
        """What to read so many ranges by instead, from the first fork on."""
        self._unasked += ranges
        if self._unasked > _UNASKED and self._file is None:
            self._unasked = 0
            self._file = open_file(self.pid) if self._forks.shares_pages() else None
        return self._file

    def _read(self, into: Bytes, remote: Any, ranges: int) -> int:
        """Bytes that one call moved, 0 where the first range is unreadable; `remote` are so many `struct iovec`."""
        if _readv is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        # The call holds the target's memory. If a page of ours were missing in a control group that is full, the
        # kernel would end the target, whose memory could not go meanwhile, and then us.
        flat = into.reshape(-1)
        flat[::_PAGE] = flat[-1:] = 0
        got: int = _readv(self.pid, _ONE_IOVEC(into.ctypes.data, into.nbytes), 1, remote, ranges, 0)
        if got >= 0:
            return got
        number = ctypes.get_errno()
        if number in (errno.EFAULT, errno.EINVAL):
            return 0
        if number == errno.ESRCH:
            raise InputError(f"process {self.pid} is gone: its memory cannot be read")
        raise OSError(number, os.strerror(number))
