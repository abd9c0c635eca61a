"""What clearing a cache would free equals what it does free, by the allocators of the child itself."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.caches.looking import rows
from tests.outside.children import Start, interpreters

HEAD = """
import functools, sys, gc, cachetools
class Thing:
    def __init__(self, i): self.i, self.text = i, "t" * 50 + str(i)
def wait():
    gc.collect(); print("ready", flush=True)
    for line in sys.stdin:
        exec(line, globals()); gc.collect(); print("done", flush=True)
"""
PROGRAMS = {
    "endless": (
        """
@functools.lru_cache(maxsize=None)
def f(i): return Thing(i)
for i in range(20_000): f(i)
""",
        "__main__.f",
        "f.cache_clear()",
    ),
    "bounded": (
        """
@functools.lru_cache(maxsize=9_000)
def f(i): return [i, {"text": "x" * i for i in range(3)}]
for i in range(20_000): f(i)
""",
        "__main__.f",
        "f.cache_clear()",
    ),
    "shared": (
        """
@functools.lru_cache(maxsize=None)
def f(i): return Thing(i)
for i in range(30_000): f(i)
kept = [f(i) for i in range(0, 30_000, 3)]
""",
        "__main__.f",
        "f.cache_clear()",
    ),
    "sampled": (
        """
cache = cachetools.LRUCache(200_000)
for i in range(60_000): cache[f"key {i}"] = Thing(i)
""",
        "__main__.cache",
        "cache.clear()",
    ),
    "timed": (
        """
cache = cachetools.TTLCache(200_000, ttl=3600)
for i in range(40_000): cache[i] = Thing(i)
""",
        "__main__.cache",
        "cache.clear()",
    ),
    "tangled": (
        """
cache = cachetools.LFUCache(200_000)
for i in range(5_000): cache[i] = Thing(i)
""",
        "__main__.cache",
        "cache.clear()",
    ),
    "rust": (
        """
import cachebox
cache = cachebox.LRUCache(200_000)
for i in range(9_000): cache[f"key {i}"] = Thing(i)
kept = [cache[f"key {i}"] for i in range(0, 9_000, 3)]
""",
        "__main__.cache",
        "cache.clear(reuse=False)",
    ),
    "logged": (
        """
from django.conf import settings
settings.configure(DEBUG=True, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
from django.db import connection
with connection.cursor() as cursor:
    for i in range(3_000): cursor.execute(f"select {i}")
log = connection.queries_log
""",
        "__main__.log",
        "log.clear()",
    ),
    "uneven": (
        """
cache = {}
f = cachetools.cached(cache)(lambda i: bytes(1 << (i * 7919 % 17)))
for i in range(30_000): f(i)
""",
        "__main__.<lambda>",
        "cache.clear()",
    ),
}

NEEDED = {"rust": "cachebox", "logged": "django"}


def _live(pid: int) -> int:
    graph = read_heap(open_view(open_source(pid))).graph
    pools = graph.view.arenas.pools
    # With the word before each that has its size, as malloc counts.
    chunks = (graph.ends(slice(None)) - graph.starts).astype(np.int64) + 8
    return int((pools.used.astype(np.int64) * pools.block_size).sum()) + int(chunks.sum())


def _check(name: str, python: str, path: str) -> None:
    program, owner, clear = PROGRAMS[name]
    line = [python, "-c", HEAD + program + "\nwait()"]
    environment = os.environ | {"PYTHONPATH": path}
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        row = rows(child.pid)[owner]
        before = _live(child.pid)
        child.stdin.write(clear + "\n")
        child.stdin.flush()
        child.stdout.readline()
        freed = before - _live(child.pid)
        child.stdin.close()
    assert row.retained_bytes == pytest.approx(freed, rel=0.03), json.dumps([row.retained_bytes, freed])


@pytest.mark.parametrize("name", PROGRAMS)
def test_clearing_frees_what_was_said(name: str, path: str) -> None:
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])
    _check(name, sys.executable, path)


@pytest.mark.parametrize("python", interpreters()[1:])
def test_clearing_frees_what_was_said_on_other_versions(python: str, path: str) -> None:
    for name in ("bounded", "shared", "timed", "tangled"):
        _check(name, python, path)


SHARED = """
import functools
class Thing:
    def __init__(self, i): self.text = "t" * 500 + str(i)
things = [Thing(i) for i in range(2_000)]
@functools.lru_cache(maxsize=None)
def find(i): return things[i]
@functools.lru_cache(maxsize=None)
def make(i): return Thing(i)
@functools.lru_cache(maxsize=1_000)
def near(i): return make(i)
for i in range(2_000): find(i); make(i)
for i in range(1_500): near(i)
EXTRA = sum(len(thing.text) for thing in things)
"""


def test_what_is_held_elsewhere_too(start: Start) -> None:
    child = start(SHARED)
    found = rows(child.pid)
    find, make = found["__main__.find"], found["__main__.make"]
    assert find.held_elsewhere_entries == 2_000
    assert find.held_elsewhere_bytes > child.extra
    assert find.retained_bytes < 0.3 * find.held_elsewhere_bytes
    near = found["__main__.near"]
    assert find.held_by == (), "a list is no cache"
    assert (near.held_elsewhere_entries, near.held_by) == (1_000, ("__main__.make",))
    assert (make.held_elsewhere_entries, make.held_by) == (1_000, ("__main__.near",))
    assert 0.45 * child.extra < make.held_elsewhere_bytes == near.held_elsewhere_bytes < 0.7 * child.extra
    assert make.retained_bytes > 0.5 * child.extra


WEIGHED = """
import cachetools
from pympler import asizeof
cache = cachetools.Cache(50_000)
shared = ["s" * 100_000]
for i in range(20_000): cache[f"key {i}"] = (f"text {i}" * 8, float(i), shared)
EXTRA = asizeof.asizeof(cache, align=16) - asizeof.asizeof(shared, align=16)
"""


def test_what_a_cache_holds_is_what_pympler_says_less_what_is_shared(start: Start) -> None:
    pytest.importorskip("pympler")
    child = start(WEIGHED)
    # Of lists it would round the object and its items together to what pymalloc gives, which rounds each of the two.
    assert rows(child.pid)["__main__.cache"].retained_bytes == pytest.approx(child.extra, rel=0.03)
