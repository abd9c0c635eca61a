"""Caches of the packages themselves, as they are installed here: what the census says equals what they hold."""

import sys
from pathlib import Path

import pytest

from tests.outside.caches.looking import read
from tests.outside.children import Start, interpreters

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
    "cachebox": (
        """
import cachebox
@cachebox.cached(cachebox.LRUCache(64))
def price(i): return [i] * 9
for i in range(300): price(i % 100)
for i in range(50): price(99)
info = price.cache_info()
EXTRA = [info.length, info.maxsize, info.hits, info.misses]
""",
        "cachebox.LRUCache",
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


QUERIES = """
from django.conf import settings
settings.configure(DEBUG=True, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
from django.db import connection
with connection.cursor() as cursor:
    for i in range(300): cursor.execute(f"select {i}")
EXTRA = [len(connection.queries_log), connection.queries_log.maxlen, None, None]
"""
PROGRAMS["django.db"] = (QUERIES, "django.queries_log")


@pytest.mark.parametrize("package", PROGRAMS)
def test_a_package_s_cache_is_as_it_says_itself(start: Start, package: str) -> None:
    pytest.importorskip(package)
    program, kind = PROGRAMS[package]
    child = start(program, sys.executable)
    every = read(child.pid)
    found = [row for row in every if row.kind == kind]
    assert found, [row.kind for row in every]
    row = max(found, key=lambda one: one.entries)
    assert [row.entries, row.bound, row.hits, row.misses] == child.extra


def test_a_log_of_queries_without_a_bound_holds_them_in_any_order(start: Start) -> None:
    pytest.importorskip("django")
    child = start(
        f"{QUERIES}\nimport collections\nmade = [{{'sql': str(i)}} for i in range(20_000)]\n"
        "connection.queries_log = collections.deque(reversed(made)); del made\n"
        "EXTRA = [len(connection.queries_log)]",
        sys.executable,
    )
    (row,) = [one for one in read(child.pid) if one.kind == "django.queries_log"]
    assert [row.entries] == child.extra
    assert row.bound is None


ON_DISK = {
    "diskcache": """
import diskcache, tempfile
kept = diskcache.Cache(tempfile.mkdtemp())
for i in range(2_000): kept[i] = b"x" * 3_000
for i in range(2_000): kept[i]
""",
    "joblib": """
import joblib, tempfile
kept = joblib.Memory(tempfile.mkdtemp(), verbose=0)
@kept.cache
def price(i): return [i] * 9_000
for i in range(30): price(i)
""",
}


@pytest.mark.parametrize("package", ON_DISK)
def test_what_is_cached_in_files_is_not_told_as_memory(start: Start, package: str) -> None:
    pytest.importorskip(package)
    own = [row for row in read(start(ON_DISK[package], sys.executable).pid) if (row.retained_bytes or 0) > 1 << 18]
    assert own == []


def folder_of_cachebox(python: str) -> str:
    """Of another Python the folder beside it that `.ci/newest-pythons` makes; "" of this one, which has it itself."""
    if python == sys.executable:
        pytest.importorskip("cachebox")
        return ""
    folder = Path(python).parent / f"caches-{Path(python).name.removeprefix('python')}"
    if not folder.is_dir():
        pytest.skip(f"no cachebox for {python}")
    return str(folder)


RUST = """
import cachebox, time
kinds = {name: getattr(cachebox, name) for name in ("Cache", "FIFOCache", "LRUCache", "LFUCache", "RRCache")}
every = {name: kind(500) for name, kind in kinds.items()}
for cache in every.values():
    for i in range(700):
        if len(cache) < 500 or type(cache) is not cachebox.Cache: cache[f"key {i}"] = [i]
timed, single = cachebox.TTLCache(500, 0.3), cachebox.VTTLCache(500)
for i in range(200): timed[i] = [i]
for i in range(400): single.insert(i, [i], None if i < 100 else (0.3 if i < 250 else 600))
EXTRA = {f"cachebox.{name}": [len(cache), cache.maxsize, None] for name, cache in every.items()}
EXTRA |= {"cachebox.TTLCache": [200, 500, 200], "cachebox.VTTLCache": [400, 500, 150]}
del cache
time.sleep(0.5)
"""


@pytest.mark.parametrize("python", interpreters())
def test_every_kind_of_cachebox_with_what_is_expired_in_it(start: Start, python: str) -> None:
    child = start(RUST, python, PYTHONPATH=folder_of_cachebox(python))
    for _ in range(2):  # reading takes none out
        own = [row for row in read(child.pid) if row.kind.startswith("cachebox.")]
        assert {row.kind: [row.entries, row.bound, row.expired_entries] for row in own} == child.extra
