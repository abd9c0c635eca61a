# --- bad: a billion entries
from cachetools import TTLCache

sessions = TTLCache(maxsize=1_000_000_000, ttl=600)  # <-
# --- bad: a power
from cachetools import LRUCache

pages = LRUCache(10**7)  # <-
# --- bad: infinite
import math

from cachetools import TTLCache

sessions = TTLCache(maxsize=math.inf, ttl=600)  # <-
# --- bad: infinite by name
import cachetools

sessions = cachetools.LRUCache(maxsize=float("inf"))  # <-
# --- bad: as large as a number can be
import sys

from cachetools import LFUCache

pages = LFUCache(maxsize=sys.maxsize)  # <-
# --- bad: a function cache of ten million
from functools import lru_cache


@lru_cache(maxsize=10_000_000)  # <-
def page(url):
    return fetch(url)
# --- bad: a product
from functools import lru_cache


@lru_cache(1024 * 1024)  # <-
def page(url):
    return fetch(url)
# --- bad: a constant of the module
from cachetools import TTLCache

LIMIT = 5_000_000
sessions = TTLCache(LIMIT, 600)  # <-
# --- bad: a shift
from cachetools import LRUCache

pages = LRUCache(maxsize=1 << 24)  # <-
# --- bad: held elsewhere too
from cachetools import TTLCache


class Sessions:
    def __init__(self):
        self.recent = TTLCache(maxsize=100, ttl=60)
        self.everything = {}

    def add(self, key, session):
        self.everything[key] = session
        self.recent[key] = session  # <-
# --- bad: a copy of its own
import copy

from cachetools import LRUCache

_pages = LRUCache(maxsize=100)


def remember(key, page):
    _pages[key] = copy.deepcopy(page)  # <-
# --- bad: held by a global too
from cachetools import LRUCache

_pages = LRUCache(maxsize=100)
_all = {}


def remember(key, page):
    _all[key] = page
    _pages[key] = page  # <-
# --- good: some thousands
from cachetools import TTLCache

sessions = TTLCache(maxsize=20_000, ttl=600)
# --- good: a function cache of some thousands
from functools import lru_cache


@lru_cache(maxsize=4096)
def page(url):
    return fetch(url)
# --- good: a bound from outside
from cachetools import LRUCache


def pages(limit):
    return LRUCache(maxsize=limit)
# --- good: bytes with a measure are still a number of another kind
from functools import lru_cache


@lru_cache(maxsize=2**10)
def page(url):
    return fetch(url)
# --- good: another class of that name
from project import TTLCache

sessions = TTLCache(maxsize=10**9, ttl=600)
# --- good: held by the cache alone
from cachetools import TTLCache


class Sessions:
    def __init__(self):
        self.recent = TTLCache(maxsize=100, ttl=60)

    def add(self, key, session):
        self.recent[key] = session
# --- good: two parts of one value
from cachetools import TTLCache


class Sessions:
    def __init__(self):
        self.recent = TTLCache(maxsize=100, ttl=60)
        self.owners = {}

    def add(self, key, session, owner):
        self.owners[key] = owner
        self.recent[key] = session
# --- good: a local container beside it
from cachetools import LRUCache

_pages = LRUCache(maxsize=100)


def remember(pages):
    found = {}
    for key, page in pages:
        found[key] = page
        _pages[key] = page
    return found
# --- good: a number of something else
def connect(pool):
    return pool(maxsize=10**9)
# --- good: the default
from functools import lru_cache


@lru_cache()
def page(url):
    return fetch(url)
# --- good: a deep copy for the caller
import copy

from cachetools import LRUCache

_pages = LRUCache(maxsize=100)


def page(key):
    return copy.deepcopy(_pages[key])
# --- bad: a cache by hand of what is in memory
from collections import OrderedDict


class Articles:
    def __init__(self, rows):
        self._all = {row["title"]: row["text"] for row in rows}
        self._hot = OrderedDict()

    def get(self, title):
        if title in self._hot:
            return self._hot[title]
        text = self._all[title]
        self._hot[title] = text  # <-
        if len(self._hot) > 5000:
            self._hot.popitem(last=False)
        return text
# --- good: a cache by hand of what is read
from collections import OrderedDict


class Articles:
    def __init__(self, shelf):
        self._all = shelf
        self._hot = OrderedDict()

    def get(self, title):
        text = self._all[title]
        self._hot[title] = text
        if len(self._hot) > 5000:
            self._hot.popitem(last=False)
        return text
# --- good: chosen ones, without a bound
class Articles:
    def __init__(self, rows):
        self._all = {row["title"]: row["text"] for row in rows}
        self._chosen = {}

    def choose(self, title):
        text = self._all[title]
        self._chosen[title] = text
# --- bad: a constant that has no end
from cachetools import TTLCache

FOREVER = float("inf")
sessions = TTLCache(FOREVER, ttl=3600)  # <-
