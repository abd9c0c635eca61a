"""The caches of a running process and of its core are part of the reading of its heap."""

from sparsemem.outside.caches import STOPPED
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import make_heap_reading, read_heap_of_process
from sparsemem.outside.memory.process_source import open_source
from tests.outside.children import Start

PROGRAM = """
import cachetools, time
sessions = cachetools.TTLCache(50_000_000, ttl=0.1)
for i in range(3_000): sessions[i] = [i]
time.sleep(0.2)
"""


def test_a_reading_of_a_process_tells_its_caches(start: Start, path: str) -> None:
    heap = read_heap_of_process(start(PROGRAM, PYTHONPATH=path).pid, Asked()).heap
    assert heap is not None
    row = next(one for one in heap.caches if one.kind == "cachetools.TTLCache")
    assert (row.owner, row.entries, row.bound, row.expired_entries) == ("__main__.sessions", 3_000, 50_000_000, 3_000)
    assert list(heap.caches) == sorted(heap.caches, key=lambda one: -(one.retained_bytes or 0))


def test_of_a_process_that_stands_still_no_clock_is_known(start: Start, path: str) -> None:
    heap = make_heap_reading(open_source(start(PROGRAM, PYTHONPATH=path).pid), Asked(), clocks=STOPPED).heap
    assert heap is not None
    assert {one.expired_entries for one in heap.caches} == {None}
