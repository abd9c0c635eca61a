"""The memory of a living process as the file /proc/PID/mem: slower, and a reader leaves shared pages shared."""

import os
import weakref

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.read_runs import gather_by_runs

_CHUNK = 64 << 20


def open_file(pid: int) -> "FileMemory":
    """The file of process `pid`. Raises InputError, saying what would allow it, where it cannot be opened."""
    try:
        return FileMemory(os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC))
    except FileNotFoundError:
        raise InputError(f"process {pid} is gone: its memory cannot be read") from None
    except OSError:
        raise InputError(
            f"the memory of process {pid} may not be read: run as its user or as root, and allow it with"
            " kernel.yama.ptrace_scope=0 or the capability CAP_SYS_PTRACE"
        ) from None


class FileMemory:
    """Reads through an open /proc/PID/mem, one system call for what lies close together."""

    def __init__(self, descriptor: int) -> None:
        """Takes over the descriptor, and closes it when the object goes."""
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        return gather_by_runs(self, addresses, size)

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        buffer, done = np.empty(max(size, 0), np.uint8), 0
        while done < size:
            try:
                got = os.preadv(self._descriptor, [buffer[done : done + _CHUNK].data], start + done)
            except (OSError, OverflowError):
                break
            if not got:
                break
            done += got
        return buffer[:done]
