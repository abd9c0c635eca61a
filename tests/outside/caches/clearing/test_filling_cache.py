"""What a cache holds that the program fills while it is looked at."""

from sparsemem.outside.heap_reading import read_first
from tests.outside.children import Start

PROGRAM = """
import functools, threading, time

@functools.cache
def convert(a, b):
    return {"from": a, "to": b, "way": [a, b, a + b]}

def fill():
    for number in range(600_000):
        convert(number, number + 1)
        if number == 120_000:
            READY.set()
        if number > 120_000 and number % 2_500 == 0:
            time.sleep(0.02)

READY = threading.Event()
threading.Thread(target=fill, daemon=True).start()
READY.wait()
"""


def test_a_cache_holds_no_more_than_there_is(start: Start) -> None:
    child = start(PROGRAM)
    for _ in range(2):
        first = read_first(child.pid)

        assert first is not None
        cache = next(one for one in first.heap.caches or () if one.owner == "__main__.convert")
        assert cache.retained_bytes is not None
        assert 120_000 * 200 < cache.retained_bytes <= first.heap.live_bytes * 1.1
