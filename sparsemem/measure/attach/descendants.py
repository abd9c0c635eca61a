"""What a process has started: a reader of its own ledger has to know that there is more."""

import psutil

from sparsemem.units import MB, format_size

LEAST_BYTES = 10 * MB
"""Of RSS, for all of them together: less is not worth a line."""


def tell_descendants(pid: int) -> list[str]:
    """How many they are and what they hold, in a sentence; none where that is little, or may not be looked at."""
    sizes = [size for one in _descendants(pid) if (size := _rss_bytes(one)) is not None]
    if sum(sizes) < LEAST_BYTES:
        return []
    who = "A process that it started holds" if len(sizes) == 1 else f"{len(sizes)} processes that it started hold"
    return [f"{who} {format_size(sum(sizes))} of RSS beside it, of which nothing is told here: see --tree."]


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except (psutil.Error, OSError):
        return []


def _rss_bytes(process: psutil.Process) -> int | None:
    try:
        return int(process.memory_info().rss)
    except (psutil.Error, OSError):
        return None
