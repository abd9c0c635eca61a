"""A process of a tree as it was seen, and what its folder in /proc tells of it."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from sparsemem.procfs import Status, parse_status


@dataclass(slots=True)
class Member:
    """A process of the tree as it was last seen; times are of the monotonic clock."""

    pid: int
    parent: int
    """The one that started it, even if that has ended since and somebody else has adopted it."""
    command: str
    status: Status
    first_seen: float = 0.0
    last_seen: float = 0.0
    program_seen: float = 0.0
    """Since when it runs the program that it runs now."""
    start: bytes = b""
    """The kernel's own text of how that program was started; empty where it may not be read."""
    other_seen: float = 0.0
    """When it was last seen to run the one before that."""


def read_status(pid: int) -> Status | None:
    """The memory lines of a process's status; None when it is gone."""
    try:
        return parse_status(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return None


def read_start(pid: int) -> bytes:
    """The auxiliary vector of a process: addresses that each execve(2) draws anew, and that a fork keeps."""
    try:
        return Path(f"/proc/{pid}/auxv").read_bytes()
    except OSError:
        return b""


def cpu_seconds(pid: int) -> float:
    """What a process has used of processors; 0 when it is gone."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system
