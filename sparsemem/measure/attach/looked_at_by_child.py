"""The process that we are in, as another one sees it: a child reads its memory, and nothing of that stays here."""

import ctypes
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.measure.program.own_command import run_own_command
from sparsemem.model import Attachment

_SET_PTRACER, _ANY = 0x59616D61, -1
"""PR_SET_PTRACER and PR_SET_PTRACER_ANY of linux/prctl.h: the security module Yama lets children be read, and not
parents, unless these allow it. Elsewhere the call fails, and nothing hangs on it."""
_RESET_PEAK = "5"
"""Written to clear_refs, it sets the peak to what is resident now: proc_pid_clear_refs(5)."""


def attach_own_process() -> Attachment:
    """Ledger, owners and pinners of this process. Raises InputError where it cannot be read."""
    with _readable():
        record = run_own_command("attach", [str(os.getpid())]).record
    if not isinstance(record, Attachment):
        raise InputError("the memory of this process could not be read from outside")
    return record


def reset_own_peak() -> bool:
    """Let the peak begin anew at what is resident now; whether the kernel allowed it."""
    try:
        Path("/proc/self/clear_refs").write_text(_RESET_PEAK)
    except OSError:
        return False
    return True


def own_peak_bytes() -> int | None:
    """The peak of the RSS (VmHWM) since it was reset, in bytes; None where it is not told."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


@contextmanager
def _readable() -> Iterator[None]:
    """While it lasts, processes of the same user may read this one, where Yama stands in the way."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl if os.name == "posix" else None
    if prctl:
        prctl(_SET_PTRACER, ctypes.c_long(_ANY), 0, 0, 0)
    try:
        yield
    finally:
        if prctl:
            prctl(_SET_PTRACER, ctypes.c_long(0), 0, 0, 0)
