"""Caches that are made by hand, weak dictionaries, those of packages; and what is no cache."""

from pathlib import Path

import pytest

from tests.outside.caches.looking import read, rows
from tests.outside.children import Start, interpreters

DEADLINES = """
import time, collections
now = time.time()
pairs = {i: ([i], now + (-10 if i < 300 else 100)) for i in range(1000)}
lists = collections.OrderedDict((i, [now - 10 + i % 2 * 100, [i]]) for i in range(500))
dicts = {i: {"value": [i], "expires_at": now - 5} for i in range(500)}
class Entry:
    def __init__(self, i):
        self.value, self.deadline = [i], time.monotonic() + (600 if i % 2 else -1)
class Slotted:
    __slots__ = ("value", "expires")
    def __init__(self, i):
        self.value, self.expires = [i], int(now) + (600 if i % 4 else -10)
instances = {i: Entry(i) for i in range(400)}
slotted = {str(i): Slotted(i) for i in range(400)}
tick = time.monotonic()
ticks = {i: ([i], tick + i / 7e6 + (-0.00003 if i < 100 else 300)) for i in range(600)}
aged = {i: {"data": [i], "created_at": now - (1000 if i < 100 else 10), "ttl": 500} for i in range(300)}
class Aged:
    def __init__(self, i):
        self.value, self.ts, self.ttl, self.expires_in = [i], tick - (9 if i % 3 else 0), 5.0, 5.0
past = {i: Aged(i) for i in range(300)}
made = {i: ([i], now - i) for i in range(500)}
read = {i: ([i], tick - 1 + i / 7e6) for i in range(500)}
times = {i: (i, round(tick) + 100 + i / 4) for i in range(500)}
prices = {i: (i, float(i)) for i in range(500)}
index = {f"key {i}": [i] for i in range(5000)}
few = {i: ([i], now + 100) for i in range(20)}
"""


@pytest.mark.parametrize("python", interpreters())
def test_dicts_with_deadlines(start: Start, python: str) -> None:
    found = {row.owner: row.expired_entries for row in read(start(DEADLINES, python).pid) if "deadlines" in row.kind}
    assert found == {
        "__main__.pairs": 300,
        "__main__.lists": 250,
        "__main__.dicts": 500,
        "__main__.instances": 200,
        "__main__.slotted": 100,
        "__main__.ticks": 100,
        "__main__.aged": 100,
        "__main__.past": 200,
    }


PAST = """
import time
CACHE = {}
def put(key, ttl=-5):
    CACHE[key] = ([key] * 5, time.time() + ttl)
def get(key):
    value, expires = CACHE[key]
    return value if expires > time.time() else None
class Store:
    def __init__(self, ttl): self._entries, self.ttl = {}, ttl
    def put(self, key, value):
        expires = time.monotonic() + self.ttl
        self._entries[key] = (expires, value)
store = Store(-1)
GIVEN = {}
def give(key, until): GIVEN[key] = (key, until)
def purge():
    now = time.time()
    for key in [k for k, (_, until) in GIVEN.items() if until < now]: del GIVEN[key]
def memo(f):
    seen = {}
    def call(key):
        entry = seen.get(key)
        if entry and entry[1] > time.time(): return entry[0]
        entry = f(key), time.time() - 3 + 1
        seen[key] = entry
        return entry[0]
    return call
@memo
def square(x): return x * x
LOG = {}
def log(key): LOG[key] = (key, time.time())
def age(key): return time.time() - LOG[key][1] > 60
class Made:
    def __init__(self): self._entries = {}
    def put(self, key): self._entries[key] = (time.monotonic(), key)
    def fresh(self, key, ttl=5): return self._entries[key][0] + ttl > time.monotonic()
made = Made()
WINDOW = {}
def window(key): WINDOW[key] = (time.time(), key)
def old():
    cutoff = time.time() - 60
    return [k for k, (t, _) in WINDOW.items() if t < cutoff]
start = time.time() - 100
for i in range(600):
    put(i); store.put(i, [i]); give(i, start + i / 60); square(i); log(i); made.put(i); window(i)
time.sleep(1)
"""
"""A module: four dicts whose entries are all past, and three that say when entries were made."""


@pytest.mark.parametrize("python", interpreters())
def test_times_that_are_all_past_are_what_the_source_says(start: Start, python: str, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(PAST)
    child = start(f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import shop", python)
    assert {row.owner: row.expired_entries for row in read(child.pid) if "deadlines" in row.kind} == {
        "shop.CACHE": 600,
        "shop.store > Store._entries": 600,
        "shop.GIVEN": 600,
        "seen in closure of memo.<locals>.call": 600,
    }


MANY = """
import time
now = time.time()
class Plain:
    def __init__(self, i): self.value, self.expires = [i], now + (600 if i % 2 else -600)
class Looked(Plain): pass
class Slotted:
    __slots__ = ("value", "expires", "__dict__")
    def __init__(self, i): self.value, self.expires = [i], now + (600 if i % 2 else -600)
class Filled:
    def __init__(self, i): self.__dict__.update(value=[i], expires=now + (600 if i % 2 else -600))
plain = {i: Plain(i) for i in range(60_000)}
slotted = {i: Slotted(i) for i in range(60_000)}
looked, filled = {i: Looked(i) for i in range(6_000)}, {i: Filled(i) for i in range(6_000)}
for one in looked.values(): one.__dict__
"""


@pytest.mark.parametrize("python", interpreters())
def test_the_deadline_of_each_of_many_instances_is_read(start: Start, python: str) -> None:
    found = {row.owner: row.expired_entries for row in read(start(MANY, python).pid) if "deadlines" in row.kind}
    assert found == {
        "__main__.plain": 30_000,
        "__main__.slotted": 30_000,
        "__main__.looked": 3_000,
        "__main__.filled": 3_000,
    }


WEAK = """
import weakref
class Key: pass
class Slotted:
    __slots__ = ("key", "__weakref__")
    def __init__(self, key): self.key = key
held, fine = weakref.WeakKeyDictionary(), weakref.WeakKeyDictionary()
values, good = weakref.WeakValueDictionary(), weakref.WeakValueDictionary()
slots = weakref.WeakKeyDictionary()
other = weakref.WeakKeyDictionary()
other.data = b"no table" * 100
keys, results = [Key() for i in range(100)], [Key() for i in range(100)]
for i in range(100):
    key, value = Key(), Key()
    held[key] = {"owner": [key]}
    fine[keys[i]] = [i]
    key.value = value
    values[key] = value
    good[i] = results[i]
    key = Key()
    slots[key] = Slotted(key)
"""


@pytest.mark.parametrize("python", interpreters())
def test_weak_dictionaries_whose_entries_hold_themselves(start: Start, python: str) -> None:
    found = {row.owner: row.self_held_entries for row in read(start(WEAK, python).pid) if row.kind.startswith("weak")}
    assert found == {"__main__.held": 100, "__main__.values": 100, "__main__.slots": 100}


PACKAGES = """
import sys, time, types, collections
def package(name):
    sys.modules[name] = types.ModuleType(name)
    return {"__name__": name, "time": time, "collections": collections}
now = time.time()
exec('''
class SimpleCache:
    def __init__(self): self._cache, self._threshold, self.default_timeout = {}, 500, 300
''', simple := package("cachelib.simple"))
exec('''
class LocMemCache:
    def __init__(self):
        self._cache, self._expire_info, self._max_entries = collections.OrderedDict(), {}, 300
        self.default_timeout = 300
''', locmem := package("django.core.cache.backends.locmem"))
exec('''
class LRUCache:
    __slots__ = ("capacity", "threshold", "_data", "_counter")
    def __init__(self): self.capacity, self._data, self._counter = 100, {}, 0
''', alchemy := package("sqlalchemy.util._collections"))
exec('''
class ExpiringDict(collections.OrderedDict):
    def __init__(self): self.max_len, self.max_age = 100, 60
''', expiring := package("expiringdict"))
exec('''
class LRUCache:
    def __init__(self): self.capacity, self._data = 100, {}
''', stranger := package("somebody"))
simple, locmem, alchemy = simple["SimpleCache"](), locmem["LocMemCache"](), alchemy["LRUCache"]()
expiring, stranger = expiring["ExpiringDict"](), stranger["LRUCache"]()
for i in range(80):
    simple._cache[i] = (now + (60 if i % 2 else -60), [i])
    locmem._cache[i], locmem._expire_info[i] = [i], None if i < 20 else now + (60 if i % 2 else -60)
    alchemy._data[i] = stranger._data[i] = (i, [i], [i])
    expiring[i] = ([i], now - (0 if i % 2 else 100))
"""


@pytest.mark.parametrize("python", interpreters())
def test_caches_of_packages_by_their_attributes(start: Start, python: str) -> None:
    found = rows(start(PACKAGES, python).pid)
    shown = {
        name: (row.kind, row.entries, row.bound, row.ttl_seconds, row.expired_entries)
        for name, row in found.items()
        if name.startswith("__main__.")
    }
    assert shown == {
        "__main__.simple": ("cachelib.SimpleCache", 80, 500, 300, 40),
        "__main__.locmem": ("django.LocMemCache", 80, 300, 300, 30),
        "__main__.alchemy": ("sqlalchemy.LRUCache", 80, 100, None, None),
        "__main__.expiring": ("expiringdict.ExpiringDict", 80, 100, 60, 40),
    }


ENDLESS = """
import cachetools
cache = cachetools.TTLCache(maxsize=float("inf"), ttl=float("inf"))
for i in range(200): cache[i] = [i]
"""


def test_an_infinite_bound_is_none(start: Start, path: str) -> None:
    row = rows(start(ENDLESS, PYTHONPATH=path).pid)["__main__.cache"]
    assert (row.entries, row.bound, row.ttl_seconds, row.expired_entries) == (200, None, None, 0)


INNOCENT = {
    "index": "index = {f'key {i}': [i] for i in range(20_000)}",
    "registry": "class Registry: known = {}\nfor i in range(2_000): Registry.known[i] = lambda: i",
    "counter": "import collections; words = collections.Counter(str(i % 700) for i in range(9_000))",
    "queue": "import collections; jobs = collections.deque(({'at': i} for i in range(5_000)), maxlen=9_000)",
    "weak": "import weakref\nclass A: pass\nheld = [A() for i in range(500)]\nw = weakref.WeakSet(held)",
    "created": "import time\nseen = {i: (str(i), time.time() - i) for i in range(4_000)}",
    "prices": "prices = {i: {'price': float(i), 'stock': i} for i in range(4_000)}",
    "frozen": "table = {i: (float(i), i * 1.5) for i in range(4_000)}",
}


@pytest.mark.parametrize("name", INNOCENT)
def test_what_is_no_cache(start: Start, name: str) -> None:
    own = [row for row in read(start(INNOCENT[name]).pid) if (row.owner or "").startswith("__main__")]
    assert own == []


DATES = """
import dataclasses, datetime
from datetime import timedelta, timezone
now, utc = datetime.datetime.now(), datetime.datetime.now(timezone.utc)
east = timezone(timedelta(hours=5, minutes=30))
day, moment = timedelta(days=1), timedelta(seconds=30)
@dataclasses.dataclass
class Entry:
    value: list
    expires_at: datetime.datetime
instances = {i: Entry([i], now - 2 * day if i < 300 else now + 2 * day) for i in range(500)}
dicts = {i: {"data": [i], "expires": utc - moment if i % 2 else utc + 60 * moment} for i in range(500)}
pairs = {i: ([i], (utc - moment if i < 100 else utc + 60 * moment).astimezone(east)) for i in range(500)}
made = {i: ([i], utc - i * moment) for i in range(500)}
"""


@pytest.mark.parametrize("python", interpreters())
def test_deadlines_that_are_dates(start: Start, python: str) -> None:
    found = {row.owner: row.expired_entries for row in read(start(DATES, python).pid) if "deadlines" in row.kind}
    assert found == {"__main__.instances": 300, "__main__.dicts": 250, "__main__.pairs": 100}
