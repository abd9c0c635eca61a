"""Whether a process has forked since somebody began to read it, asked as often as a read of its memory."""

import os
import weakref
from pathlib import Path

from sparsemem.procfs import parse_newest_pid, parse_parent, shares_anonymous_pages

_MOST_NEWCOMERS = 64
"""Processes and threads begun since that are asked for their parent; where there are more, the kernel's sums of the
process itself are asked for, which takes about a millisecond for 64 MB."""


class ForkWatch:
    """Tells that other processes have begun to share the pages of process `pid`.

    The kernel counts what every process forks in one number, the last field of /proc/loadavg: where it has not moved,
    and that takes 2 microseconds to learn, nobody has forked. A grandchild whose own parent has ended is overlooked.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._descriptor = _open("/proc/loadavg")
        if self._descriptor is not None:
            weakref.finalize(self, os.close, self._descriptor)
        self._newest = self._read_newest()

    def shares_pages(self) -> bool:
        """Whether a fork of the process since the question before, or since the beginning, has its pages too."""
        newest = self._read_newest()
        if newest == self._newest or newest is None:
            return False
        newcomers = range((self._newest or newest) + 1, newest + 1)
        self._newest = newest
        # The numbers begin again at their highest: then there are none in between.
        if 0 < len(newcomers) <= _MOST_NEWCOMERS and not any(self._is_child(pid) for pid in newcomers):
            return False
        return shares_anonymous_pages(_read(f"/proc/{self._pid}/smaps_rollup"))

    def _is_child(self, pid: int) -> bool:
        return parse_parent(_read(f"/proc/{pid}/stat")) == self._pid

    def _read_newest(self) -> int | None:
        if self._descriptor is None:
            return None
        return parse_newest_pid(os.pread(self._descriptor, 128, 0).decode())


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _read(path: str) -> str:
    """The text of the file; empty where it cannot be read."""
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
