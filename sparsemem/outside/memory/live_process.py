"""The memory of a living process, through process_vm_readv(2), or /proc/PID/mem where that call is refused."""

import ctypes
import errno
import os
import weakref
from typing import Any

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags, Memory
from sparsemem.outside.memory.read_runs import gather_by_runs

_RANGES = 1024
"""UIO_MAXIOV of the kernel: the most ranges that one call takes."""
_LEAST = 16
"""Ranges a call after a failure: what is unreadable comes in runs, and each failure sends the rest again."""
_CHUNK = 64 << 20
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


def open_memory(pid: int, shares_pages: bool = False) -> Memory:
    """The memory of process `pid`. Raises InputError, saying what would allow it, where it cannot be read.

    Where the process shares pages since a fork, process_vm_readv(2) would have the kernel copy each page that it
    reads: it pins them, and a shared page is unshared first (`gup_must_unshare` in mm/gup.c, since Linux 5.19).
    Reading the file does not.
    """
    if shares_pages:
        return _open_file(pid)
    memory = ProcessMemory(pid)
    try:
        memory.gather(np.zeros(1, np.uint64), 8)
    except OSError:
        return _open_file(pid)
    return memory


def _open_file(pid: int) -> "FileMemory":
    try:
        return FileMemory(os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC))
    except FileNotFoundError:
        raise InputError(f"process {pid} is gone: its memory cannot be read") from None
    except OSError:
        raise InputError(
            f"the memory of process {pid} may not be read: run as its user or as root, and allow it with"
            " kernel.yama.ptrace_scope=0 or the capability CAP_SYS_PTRACE"
        ) from None


class ProcessMemory:
    """Reads by process_vm_readv(2): no descriptor, no pause, and nothing that the target could notice."""

    def __init__(self, pid: int) -> None:
        """Nothing is read yet. Each read raises InputError where the process is gone, and OSError where
        the kernel has no such call or refuses it."""
        self.pid = pid

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        rows = np.zeros((len(addresses), size), np.uint8)
        found = np.ones(len(addresses), np.bool_)
        remote = np.empty(len(addresses), _IOVEC)
        remote["base"], remote["len"] = addresses, size
        done, batch = 0, _RANGES
        while done < len(addresses):
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
            part = buffer[done : done + _CHUNK]
            got = self._read(part, _ONE_IOVEC(start + done, len(part)), 1)
            done += got
            if got < len(part):
                break
        return buffer[:done]

    def _read(self, into: Bytes, remote: Any, ranges: int) -> int:
        """Bytes that one call moved, 0 where the first range is unreadable; `remote` are so many `struct iovec`."""
        if _readv is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        got: int = _readv(self.pid, _ONE_IOVEC(into.ctypes.data, into.nbytes), 1, remote, ranges, 0)
        if got >= 0:
            return got
        number = ctypes.get_errno()
        if number in (errno.EFAULT, errno.EINVAL):
            return 0
        if number == errno.ESRCH:
            raise InputError(f"process {self.pid} is gone: its memory cannot be read")
        raise OSError(number, os.strerror(number))


class FileMemory:
    """Reads through an open /proc/PID/mem, where process_vm_readv is not allowed: one system call for what lies close
    together."""

    def __init__(self, descriptor: int) -> None:
        """Takes over the descriptor, and closes it when the object goes."""
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        return gather_by_runs(self, addresses, size)

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        parts = bytearray()
        while len(parts) < size:
            try:
                part = os.pread(self._descriptor, min(size - len(parts), _CHUNK), start + len(parts))
            except (OSError, OverflowError):
                break
            if not part:
                break
            parts += part
        return np.frombuffer(bytes(parts), np.uint8)
