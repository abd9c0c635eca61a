"""Systems other than Linux: what can be told of a process there, and the sentence that says so."""

import platform
import sys

import psutil

from sparsemem.errors import InputError
from sparsemem.model import Allocated, AttachedLook, Moment, Observation, RunningTarget


def is_read() -> bool:
    """Whether the memory of processes can be read here, by /proc and process_vm_readv(2)."""
    return sys.platform.startswith("linux")


def elsewhere(told: str) -> str:
    """The sentence that says that no more than this is told here."""
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system() or "this system")
    return (
        f"On {system} only {told} can be told: live heap, ledger and findings are read from Linux's /proc, "
        "so run it in a Linux container to have them."
    )


def need_linux() -> None:
    """Raises InputError where a program that is started could not be watched."""
    if not is_read():
        raise InputError(elsewhere("the RSS of a process that runs (attach PID)"))


def look_elsewhere(pid: int, command: str) -> Observation:
    """One look at a process with nothing but its RSS. Raises InputError where it may not be looked at."""
    try:
        rss = int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        raise InputError(f"process {pid} is gone, or belongs to somebody else: run as its user") from None
    moment = Moment(rss, None, None, Allocated(None, None, None), ledger=None)
    return Observation(RunningTarget(pid, command, None), (AttachedLook(0.0, moment),))
