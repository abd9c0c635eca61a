"""jemalloc: `stats.allocated` and `stats.resident`, as of the last `epoch` (jemalloc(3), section MALLCTL NAMESPACE).

Its `stats.resident` is a maximum: pages of blocks that were never touched count.
"""

from sparsemem.allocators.stand_in import HeapCount, Numbers, StandIn


def count(numbers: Numbers) -> HeapCount:
    """Blocks in use, and all data pages that are mapped by it and active, dirty or its own."""
    return HeapCount(numbers.get("stats.allocated"), numbers.get("stats.resident"))


JEMALLOC = StandIn(
    name="jemalloc",
    library="libjemalloc",
    count=count,
    release='mallctl("arena.4096.purge")',
    setting="MALLOC_CONF=dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true",
    tells="MALLOC_CONF=stats_print:true",
)
