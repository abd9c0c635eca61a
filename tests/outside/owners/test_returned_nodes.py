"""What clearing a cache frees and returns, as foretold and by allocators' counts and the RSS of the child itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from laboratory import wait_for_rest
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process
from sparsemem.outside.ledger.ledger_reading import make_reading
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.pymalloc.arenas import ARENA_SIZE
from tests.outside.children import interpreters

HEAD = """
import ctypes, functools, gc, os, sys
class Thing:
    def __init__(self, i): self.i, self.text = i, "t" * 50 + str(i)
def settle():
    gc.collect(); ctypes.CDLL(None).malloc_trim(0)
def clear(): f.cache_clear()
def rss():
    # Page by page, for statm is off by some 32 pages a processor; without those of files, as code that runs for the
    # first time is read in.
    rows = (line.split() for line in open("/proc/self/smaps_rollup"))
    return next(int(row[1]) << 10 for row in rows if row[0] == "Anonymous:")
"""
TAIL = """
sys.stdin.readline()  # what the first line takes stays, and may lie in an arena that would go
settle(); print("ready", flush=True)
sys.stdin.readline()
before = rss(); clear(); settle(); print(before - rss(), flush=True)
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
    "used in another order": """
import random
@functools.lru_cache(10_000)
def f(i): return (float(i), str(i) * 3)
some, kept = random.Random(1), []
for i in range(20_000):
    f(i)
    if i % 1_000 == 0: kept.append([i, str(i)])
    if i % 3 == 0: f(some.randrange(i + 1))
""",
    "small, behind two tiers": """
hot, warm = {}, {}
@functools.lru_cache(8_000)
def f(i): return Thing(i)
for i in range(60_000):
    row = f(i)
    if i % 3: warm[i] = row
    if i % 5 == 0: hot[i] = row
""",
}
OTHER_KINDS = {
    "TTLCache, contiguous": """
import cachetools
f = cachetools.TTLCache(100_000, ttl=3600)
for i in range(30_000): f[i] = Thing(i)
def clear(): f.clear()
""",
    "TTLCache, scattered": """
import cachetools
f = cachetools.TTLCache(100_000, ttl=3600)
kept = []
for i in range(30_000):
    f[i] = Thing(i)
    if i % 200 == 0 and i < 20_000: kept.append(Thing(i))
def clear(): f.clear()
""",
    "dict, contiguous": """
import cachetools
memo = {}
@cachetools.cached(memo)
def f(i): return Thing(i)
for i in range(60_000): f(i)
def clear(): memo.clear()
""",
    "dict, scattered": """
import cachetools
memo, kept = {}, []
@cachetools.cached(memo)
def f(i): return Thing(i)
for i in range(60_000):
    f(i)
    if i % 300 == 0 and i < 40_000: kept.append(Thing(i))
def clear(): memo.clear()
""",
    "dict, the first of two tiers": """
import cachetools
memo, warm = {}, {}
@cachetools.cached(memo)
def f(i):
    warm[i] = Thing(i)
    return warm[i]
for i in range(60_000): f(i)
def clear(): memo.clear()
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_goes_back_is_foretold(name: str) -> None:
    check(HEAD + PROGRAMS[name] + TAIL, sys.executable)


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_what_goes_back_with_other_kinds_is_foretold(name: str) -> None:
    pytest.importorskip("cachetools")
    check(HEAD + OTHER_KINDS[name] + TAIL, sys.executable)


@pytest.mark.parametrize("python", interpreters()[1:])
@pytest.mark.parametrize("name", ["dense", "pinned by neighbours", "used in another order"])
def test_what_goes_back_is_foretold_on_other_versions(name: str, python: str) -> None:
    check(HEAD + PROGRAMS[name] + TAIL, python)


@pytest.mark.parametrize("python", interpreters()[1:])
@pytest.mark.parametrize("name", ["TTLCache, scattered", "dict, scattered"])
def test_what_goes_back_with_other_kinds_is_foretold_on_other_versions(name: str, python: str, path: str) -> None:
    check(HEAD + OTHER_KINDS[name] + TAIL, python, path)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A folder with cachetools and nothing else."""
    (tmp_path / "cachetools").symlink_to(Path(pytest.importorskip("cachetools").__file__).parent)
    return str(tmp_path)


def check(program: str, python: str, path: str = "") -> None:
    """What was foretold of a child against what it saw itself."""
    line, environment = [python, "-c", program], os.environ | {"PYTHONPATH": path}
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("\n")
        child.stdin.flush()
        child.stdout.readline()
        wait_for_rest(child.pid)
        heap, before = read_heap_of_process(child.pid, Asked()).heap, allocated(child.pid)
        child.stdin.write("\n")
        child.stdin.flush()
        returned = int(child.stdout.readline())
        wait_for_rest(child.pid)
        freed = before - allocated(child.pid)
        child.stdin.close()
    assert heap is not None
    (row,) = (one for one in heap.caches if one.owner == "__main__.f")
    assert row.retained_bytes == pytest.approx(freed, rel=0.03)
    # A block that the child takes meanwhile can keep one more arena.
    foretold = pytest.approx(returned, abs=min(0.2 * returned, max(0.1 * returned, ARENA_SIZE)))
    assert row.returned_bytes == foretold
    by_name = [one.returned_bytes for one in heap.owners if one.owner == "__main__.memo"]
    assert by_name == [foretold] * ("memo" in program)


def allocated(pid: int) -> int:
    """What pymalloc and malloc have given out, in bytes, read from outside."""
    found = make_reading(open_source(pid)).moment.allocated
    assert found.python_bytes is not None
    assert found.malloc_bytes is not None
    return found.python_bytes + found.malloc_bytes
