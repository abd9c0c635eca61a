"""The ledger of this process in a fraction of a millisecond: by what its own allocators count, and the kernel's sums.

No helper is started and no memory is walked that the allocators do not walk themselves: pymalloc prints its table
into a buffer that is there already, and malloc adds up its free lists (mallinfo2). What they count need not be
resident, so that each part is an estimate, and cut to what the kernel says is resident; the full ledger is exact.
"""

import os
import time

from sparsemem.allocators.pymalloc import PymallocStats
from sparsemem.live.malloc_sums import ask_malloc
from sparsemem.live.pymalloc_sums import ask_pymalloc
from sparsemem.model import Allocated, Ledger, Moment

_STATM = "/proc/self/statm"
_MOST_SECONDS, _TIMES = 0.0005, 100
"""malloc adds up its free chunks one by one: where that took longer, so many times the cost pass before the next."""


def read_quick_moment() -> Moment | None:
    """The moment, with `estimated` naming the parts that allocators counted; None where there is no /proc."""
    try:
        with open(_STATM, "rb") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except OSError:
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    rss, mapped = resident * page, shared * page
    python, malloc = ask_pymalloc(), _malloc()
    allocated = Allocated(python.live_bytes if python else None, malloc[0] if malloc else None, None)
    parts = _cut(_counted(python, malloc), rss - mapped)
    ledger = Ledger(
        **parts,
        pool_live_bytes=0,
        pool_free_bytes=None,
        stack_bytes=None,
        library_data_bytes=None,
        file_bytes=mapped,
        shared_bytes=None,
        unattributed_bytes=rss - mapped - sum(size or 0 for size in parts.values()),
    )
    return Moment(rss, rss - mapped, None, allocated, ledger, tuple(name for name, size in parts.items() if size))


class _Pause:
    """Until when malloc is not asked, by the clock of `time.perf_counter`."""

    until = 0.0


_pause = _Pause()


def _after(now: float, cost: float) -> float:
    return now + (_TIMES * cost if cost > _MOST_SECONDS else 0.0)


def _counted(python: PymallocStats | None, malloc: tuple[int, int] | None) -> dict[str, int | None]:
    """In the order in which they are cut: what is live is resident first."""
    return {
        "python_live_bytes": python.live_bytes if python else None,
        "malloc_live_bytes": malloc[0] if malloc else None,
        "python_overhead_bytes": python.overhead_bytes if python else None,
        "python_free_blocks_bytes": python.free_blocks_bytes if python else None,
        "python_free_pools_bytes": python.free_pools_bytes if python else None,
        "malloc_free_bytes": malloc[1] if malloc else None,
    }


def _cut(parts: dict[str, int | None], room: int) -> dict[str, int | None]:
    """Each at most what the ones before it leave of the resident bytes."""
    kept: dict[str, int | None] = {}
    for name, size in parts.items():
        kept[name] = None if size is None else min(size, room)
        room -= kept[name] or 0
    return kept


def _malloc() -> tuple[int, int] | None:
    """Bytes in use and free; None where malloc is not glibc's, or too old to count above 2 GB, or its lists of free
    chunks were so long the last time that it is not asked again yet."""
    now = time.perf_counter()
    if now < _pause.until:
        return None
    begun = time.thread_time()
    found = ask_malloc()
    _pause.until = _after(now, time.thread_time() - begun)
    return (found.live_bytes + found.mapped_bytes, found.free_bytes) if found else None
