"""The peak of the process that we are in, which can begin anew."""

import re
from pathlib import Path

_RESET_PEAK = "5"
"""Written to clear_refs, it sets the peak to what is resident now: proc_pid_clear_refs(5)."""


def reset_own_peak() -> bool:
    """Let the peak begin anew at what is resident now; whether the kernel allowed it."""
    try:
        Path("/proc/self/clear_refs").write_text(_RESET_PEAK)
    except OSError:
        return False
    return True


def own_peak_bytes() -> int | None:
    """The highest RSS (VmHWM) since it was reset, in bytes; None where it is not told."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
