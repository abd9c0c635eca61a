"""How much memory this process holds, in bytes; None where the platform does not tell."""

from pathlib import Path

from sparsemem.procfs import Status, parse_status

_STATUS = Path("/proc/self/status")
_ROLLUP = Path("/proc/self/smaps_rollup")


def read_own_status() -> Status | None:
    """Its RSS and the highest that it ever was, by the kernel's counters: microseconds, and exact to some 200 kB."""
    try:
        return parse_status(_STATUS.read_text())
    except OSError:
        return None


def read_own_rss() -> int | None:
    """Its RSS, page by page: exact, and some milliseconds a gigabyte. The counters where that cannot be had."""
    try:
        lines = _ROLLUP.read_text().splitlines()
    except OSError:
        lines = []
    kilobytes = next((line.split()[1] for line in lines if line.startswith("Rss:")), None)
    if kilobytes is not None:
        return int(kilobytes) << 10
    status = read_own_status()
    return status.rss_bytes if status else None
