"""Caches of the packages themselves, as they are installed here: what the census says equals what they hold."""

import sys
from importlib.util import find_spec

import pytest

from tests.outside.caches.looking import rows
from tests.outside.children import Start

PROGRAMS = {
    "sqlalchemy": (
        """
from sqlalchemy import column, create_engine, select, table
engine = create_engine("sqlite://", query_cache_size=80)
with engine.connect() as connection:
    for i in range(60): connection.execute(select(*(column(f"c{i}_{n}") for n in range(2))).select_from(
        select(*(column("1", is_literal=True).label(f"c{i}_{n}") for n in range(2))).subquery()))
kept = engine._compiled_cache
EXTRA = [len(kept._data), kept.capacity, None, None]
""",
        "sqlalchemy.LRUCache",
    ),
    "async_lru": (
        """
import asyncio
from async_lru import alru_cache
@alru_cache(maxsize=50)
async def price(i): return [i] * 9
async def main():
    for i in range(80): await price(i)
    for i in range(70, 80): await price(i)
asyncio.run(main())
info = price.cache_info()
EXTRA = [info.currsize, info.maxsize, info.hits, info.misses]
""",
        "async_lru.alru_cache",
    ),
    "django": (
        """
from django.conf import settings
settings.configure(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
from django.core.cache import cache
for i in range(200): cache.set(f"key {i}", [i] * 9, 600)
from django.core.cache import caches
kept = caches["default"]
EXTRA = [len(kept._cache), kept._max_entries, None, None]
""",
        "django.LocMemCache",
    ),
    "cachelib": (
        """
from cachelib import SimpleCache
kept = SimpleCache(threshold=90)
for i in range(70): kept.set(f"key {i}", [i] * 9)
EXTRA = [len(kept._cache), 90, None, None]
""",
        "cachelib.SimpleCache",
    ),
    "expiringdict": (
        """
from expiringdict import ExpiringDict
kept = ExpiringDict(max_len=90, max_age_seconds=600)
for i in range(70): kept[i] = [i] * 9
EXTRA = [70, 90, None, None]
""",
        "expiringdict.ExpiringDict",
    ),
    "cacheout": (
        """
from cacheout import Cache
kept = Cache(maxsize=90)
for i in range(70): kept.set(i, [i] * 9)
EXTRA = [70, 90, None, None]
""",
        "cacheout.Cache",
    ),
    "dogpile": (
        """
from dogpile.cache import make_region
kept = make_region().configure("dogpile.cache.memory")
for i in range(70): kept.set(str(i), [i] * 9)
EXTRA = [70, None, None, None]
""",
        "dogpile.MemoryBackend",
    ),
    "linecache": (
        """
import json, linecache, re
linecache.getlines(json.__file__); linecache.getlines(re.__file__)
EXTRA = [len(linecache.cache), None, None, None]
""",
        "linecache.cache",
    ),
    "re": (
        """
import ctypes, json, re
for i in range(90): re.compile(f"a{i}b*")
EXTRA = [len(re._cache), re._MAXCACHE, None, None]
""",
        "re._cache",
    ),
}


@pytest.mark.parametrize("package", PROGRAMS)
def test_a_package_s_cache_is_as_it_says_itself(start: Start, package: str) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    program, kind = PROGRAMS[package]
    child = start(program, sys.executable)
    found = [row for row in rows(child.pid).values() if row.kind == kind]
    assert found, [row.kind for row in rows(child.pid).values()]
    row = max(found, key=lambda one: one.entries)
    assert [row.entries, row.bound, row.hits, row.misses] == child.extra
