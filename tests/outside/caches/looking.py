"""What the census of caches says of a child."""

from sparsemem.model.heap_cache import HeapCache
from sparsemem.outside.caches import read_caches
from sparsemem.outside.caches.reading.timers import Clocks, read_clocks
from sparsemem.outside.live_heap.heap_survey import Survey, take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view


def survey(pid: int) -> Survey:
    """The graph and the owners of a process."""
    return take_survey(open_view(open_source(pid)))


def read(pid: int, clocks: Clocks | None = None) -> tuple[HeapCache, ...]:
    """The caches of a process."""
    return read_caches(survey(pid), clocks or read_clocks())


def rows(pid: int, clocks: Clocks | None = None) -> dict[str, HeapCache]:
    """The same by owner; of two with one owner the larger."""
    return {row.owner or row.kind: row for row in reversed(read(pid, clocks))}
