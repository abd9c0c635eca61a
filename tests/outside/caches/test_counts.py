"""What the census says of caches equals what they say of themselves."""

import time

import pytest

from sparsemem.outside.caches import Clocks
from tests.outside.caches.looking import read, rows
from tests.outside.children import Start, interpreters

LRU = """
import functools
@functools.lru_cache(maxsize=None)
def endless(i): return [i]
@functools.lru_cache(maxsize=64)
def bounded(i): return str(i) * 5
@functools.lru_cache(maxsize=0)
def none(i): return i
@functools.cache
def typed(*args, **kwargs): return [args]
class Service:
    @functools.lru_cache(maxsize=1000)
    def load(self, i): return [self, i]
    @staticmethod
    @functools.lru_cache(maxsize=10)
    def plain(i): return [i]
for i in range(500): endless(i); bounded(i); none(i); typed(i, a=str(i))
for i in range(0, 500, 5): endless(i); bounded(i)
services = [Service() for i in range(50)]
for s in services:
    for i in range(4): s.load(i)
    Service.plain(3)
EXTRA = {f.__qualname__: f.cache_info() for f in (endless, bounded, none, typed, Service.load, Service.plain)}
"""


@pytest.mark.parametrize("python", interpreters())
def test_lru_caches_count_as_they_do_themselves(start: Start, python: str) -> None:
    child = start(LRU, python)
    found = rows(child.pid)
    for name, (hits, misses, bound, entries) in child.extra.items():
        if entries:
            row = found[f"__main__.{name}"]
            assert (row.hits, row.misses, row.bound, row.entries) == (hits, misses, bound, entries)
    assert "__main__.none" not in found, "a cache of nothing has no entries"
    assert (found["__main__.Service.load"].kept_type, found["__main__.Service.load"].kept_objects) == ("Service", 50)
    assert found["__main__.Service.plain"].kept_type is None
    assert found["__main__.endless"].kept_type is None


def test_a_function_is_named_with_its_line(start: Start) -> None:
    where = rows(start(LRU).pid)["__main__.bounded"].location
    assert where is not None
    assert (where.line, where.function) == (5, "bounded")


KINDS = """
import cachetools
kinds = {name: getattr(cachetools, name) for name in ("LRUCache", "LFUCache", "RRCache", "FIFOCache", "Cache")}
every = {name: kind(maxsize=200) for name, kind in kinds.items()}
every["TTLCache"] = cachetools.TTLCache(maxsize=200, ttl=3600)
every["TLRUCache"] = cachetools.TLRUCache(maxsize=200, ttu=lambda key, value, now: now + 3600)
for cache in every.values():
    for i in range(300): cache[f"key {i}"] = [i]
class Sized(cachetools.LRUCache): pass
every["Sized"] = Sized(maxsize=5_000, getsizeof=len)
for i in range(300): every["Sized"][i] = "x" * i
EXTRA = {name: (len(cache._Cache__data), cache.currsize, cache.maxsize) for name, cache in every.items()}
"""


@pytest.mark.parametrize("python", interpreters())
def test_every_kind_of_cachetools(start: Start, python: str, path: str) -> None:
    child = start(KINDS, python, PYTHONPATH=path)
    own = [row for row in read(child.pid) if row.kind.startswith("cachetools.")]
    found = sorted((row.kind, row.entries, row.size, row.bound) for row in own)
    kinds = {name: "LRUCache" if name == "Sized" else name for name in child.extra}
    assert found == sorted((f"cachetools.{kinds[name]}", *numbers) for name, numbers in child.extra.items())


DECORATED = """
import cachetools
@cachetools.cached(cachetools.TTLCache(maxsize=1000, ttl=600), info=True)
def plan(i): return [i]
class Shop:
    def __init__(self): self.prices = cachetools.LRUCache(maxsize=32)
    @cachetools.cachedmethod(lambda self: self.prices)
    def price(self, i): return [i]
for i in range(300): plan(i)
for i in range(100): plan(i)
shops = [Shop() for i in range(40)]
for shop in shops:
    for i in range(50): shop.price(i)
del shop
EXTRA = plan.cache_info()
"""


@pytest.mark.parametrize("python", interpreters())
def test_caches_behind_decorators(start: Start, python: str, path: str) -> None:
    child = start(DECORATED, python, PYTHONPATH=path)
    found = rows(child.pid)
    plan = found["__main__.plan"]
    assert [plan.hits, plan.misses, plan.bound, plan.entries] == child.extra
    assert plan.location is not None
    assert (plan.location.line, plan.location.function) == (3, "plan")
    # One of the instances may be held by a word of a stack as well, and have a row of its own by that name.
    prices = [row for row in found.values() if row.kind == "cachetools.LRUCache"]
    assert (sum(row.caches for row in prices), sum(row.entries for row in prices)) == (40, 40 * 32)
    assert {row.bound for row in prices} == {32}


EXPIRING = """
import cachetools, time
class Timer:
    now, asked = 0.0, 0
    def __call__(self):
        Timer.asked += 1
        return self.now
def fill(cache, key):
    for i in range(100): cache[key, i] = [i] * 50
half = cachetools.TTLCache(10_000, ttl=0.4); wall = cachetools.TTLCache(10_000, ttl=0.4, timer=time.time)
young = cachetools.TTLCache(10_000, ttl=600); own = cachetools.TTLCache(10_000, ttl=0.4, timer=Timer())
item = cachetools.TLRUCache(10_000, ttu=lambda key, value, now: now + (0.4 if key[0] == "early" else 600))
for cache in (half, wall, young, own, item): fill(cache, "early")
half._TTLCache__ttl = wall._TTLCache__ttl = 600
for cache in (half, wall, young, own, item): fill(cache, "late")
del cache
time.sleep(0.5)
EXTRA = Timer.asked
"""


@pytest.mark.parametrize("python", interpreters())
def test_expired_entries_that_are_still_held(start: Start, python: str, path: str) -> None:
    child = start(EXPIRING, python, PYTHONPATH=path)
    found = rows(child.pid)
    expired = {row.owner: row.expired_entries for row in found.values() if row.ttl_seconds or "TLRU" in row.kind}
    assert expired == {
        "__main__.half": 100,
        "__main__.wall": 100,
        "__main__.young": 0,
        "__main__.own": None,
        "__main__.item": 100,
    }
    half = found["__main__.half"]
    assert half.expired_bytes is not None
    assert half.retained_bytes is not None
    assert 0.4 * half.retained_bytes < half.expired_bytes < 0.6 * half.retained_bytes
    assert found["__main__.own"].expired_bytes is None


def test_without_clocks_nothing_is_said_to_be_expired(start: Start, path: str) -> None:
    child = start(EXPIRING, PYTHONPATH=path)
    assert {row.expired_entries for row in rows(child.pid, Clocks(None, None)).values()} == {None}


def test_reading_expires_nothing_and_asks_no_timer(start: Start, path: str) -> None:
    child = start(EXPIRING, PYTHONPATH=path)
    before = rows(child.pid)
    time.sleep(0.2)
    assert rows(child.pid) == before
    assert before["__main__.own"].entries == 200
