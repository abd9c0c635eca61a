"""mimalloc in malloc's place: it tells what it has committed (`mi_process_info`), not how much of that is in use.

What is in use is read from outside, from the tables of its segments.
"""

from sparsemem.allocators.stand_in import HeapCount, Numbers, StandIn


def count(numbers: Numbers) -> HeapCount:
    """What is committed; 0 is what a build without these statistics says, and so is unknown."""
    return HeapCount(live_bytes=None, held_bytes=numbers.get("current_commit") or None)


MIMALLOC = StandIn(
    name="mimalloc",
    library="libmimalloc",
    count=count,
    release="mi_collect(true)",
    setting="MIMALLOC_PURGE_DELAY=0",
    tells="MIMALLOC_SHOW_STATS=1",
)
