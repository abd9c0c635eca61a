"""What clearing a cache returns to the system equals what it does return, by the RSS of the child itself."""

import subprocess
import sys

import pytest

from sparsemem.outside.heap_reading import Asked, read_heap_of_process

HEAD = """
import ctypes, functools, gc, os, sys
class Thing:
    def __init__(self, i): self.i, self.text = i, "t" * 50 + str(i)
def settle():
    gc.collect(); ctypes.CDLL(None).malloc_trim(0)
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
"""
TAIL = """
settle(); print("ready", flush=True)
sys.stdin.readline()
before = rss(); f.cache_clear(); settle(); print(before - rss(), flush=True)
sys.stdin.readline()
"""
PROGRAMS = {
    "dense": """
@functools.cache
def f(i): return Thing(i)
for i in range(60_000): f(i)
""",
    "pinned by neighbours": """
@functools.cache
def f(i): return Thing(i)
kept = []
for i in range(60_000):
    f(i)
    if i % 300 == 0 and i < 40_000: kept.append(Thing(i))
""",
    "among freed rows": """
@functools.lru_cache(20_000)
def f(i): return Thing(i)
rows = []
for i in range(150_000):
    rows.append({"id": i, "text": f"row {i}" * 3})
    if i % 10 == 0: f(i)
kept = rows[100_000::100]
del rows
""",
    "payloads of malloc": """
@functools.cache
def f(i): return bytes(3_000 + i % 2_000)
kept = []
for i in range(8_000):
    f(i)
    if i % 40 == 0: kept.append(bytes(2_000))
""",
    "mappings": """
@functools.cache
def f(i): return b"x" * 400_000
for i in range(60): f(i)
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_goes_back_is_foretold(name: str) -> None:
    line = [sys.executable, "-c", HEAD + PROGRAMS[name] + TAIL]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        heap = read_heap_of_process(child.pid, Asked()).heap
        child.stdin.write("\n")
        child.stdin.flush()
        returned = int(child.stdout.readline())
        child.stdin.close()
    assert heap is not None
    (row,) = (one for one in heap.caches if one.owner == "__main__.f")
    assert row.returned_bytes is not None
    assert row.returned_bytes == pytest.approx(returned, rel=0.1, abs=300 << 10)
