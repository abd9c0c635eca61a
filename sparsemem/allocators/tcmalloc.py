"""tcmalloc of gperftools: its numeric properties (src/gperftools/malloc_extension.h).

Blocks in the caches of threads count as free there, and so they do here.
"""

from sparsemem.allocators.stand_in import HeapCount, Numbers, StandIn


def count(numbers: Numbers) -> HeapCount:
    """Blocks in use, and the heap less what was given back to the kernel and is mapped no more."""
    heap, unmapped = numbers.get("generic.heap_size"), numbers.get("tcmalloc.pageheap_unmapped_bytes")
    held = None if heap is None or unmapped is None else max(heap - unmapped, 0)
    return HeapCount(numbers.get("generic.current_allocated_bytes"), held)


TCMALLOC = StandIn(
    name="tcmalloc",
    library="libtcmalloc",
    count=count,
    release="MallocExtension_ReleaseFreeMemory()",
    setting="TCMALLOC_RELEASE_RATE=10",
    tells="MALLOCSTATS=1",
)
