# --- bad: cache
from functools import cache


@cache  # <-
def profile(user_id):
    return load(user_id)
# --- bad: lru_cache without a bound
import functools


@functools.lru_cache(maxsize=None)  # <-
def profile(user_id):
    return load(user_id)
# --- bad: lru_cache(None)
from functools import lru_cache


@lru_cache(None)  # <-
def profile(user_id):
    return load(user_id)
# --- bad: under another name
from functools import cache as remember


@remember  # <-
def profile(user_id):
    return load(user_id)
# --- bad: a bounded cache on a method
from functools import lru_cache


class User:
    @lru_cache(maxsize=128)  # <-
    def orders(self, year):
        return load(self, year)
# --- bad: a plain lru_cache on a method
from functools import lru_cache


class User:
    @lru_cache  # <-
    def orders(self):
        return load(self)
# --- bad: cache on a method
import functools


class User:
    @functools.cache  # <-
    def orders(self):
        return load(self)
# --- bad: cachetools with a dict
from cachetools import cached


@cached({})  # <-
def profile(user_id):
    return load(user_id)
# --- bad: cachetools with a dict by name
import cachetools


@cachetools.cached(cache=dict())  # <-
def profile(user_id):
    return load(user_id)
# --- bad: an asynchronous cache
from async_lru import alru_cache


@alru_cache(maxsize=None)  # <-
async def profile(user_id):
    return await load(user_id)
# --- bad: a static method without a bound
from functools import cache


class User:
    @staticmethod
    @cache  # <-
    def load(user_id):
        return read(user_id)
# --- bad: any number of arguments
from functools import cache


@cache  # <-
def total(*prices):
    return sum(prices)
# --- good: with a bound
from functools import lru_cache


@lru_cache(maxsize=1000)
def profile(user_id):
    return load(user_id)
# --- good: the default bound
from functools import lru_cache


@lru_cache
def profile(user_id):
    return load(user_id)
# --- good: no arguments
from functools import cache


@cache
def settings():
    return load("settings")
# --- good: flags have few values
from functools import cache


@cache
def table(wide: bool, signed: bool):
    return build(wide, signed)
# --- good: classes have few values
from functools import cache


@cache
def fields(cls):
    return tuple(cls.__annotations__)
# --- good: a cached property
from functools import cached_property


class User:
    @cached_property
    def orders(self):
        return load(self)
# --- good: members of an enumeration
import enum
from functools import cache


class Colour(enum.Enum):
    RED = 1

    @cache
    def mixed(self, other):
        return mix(self, other)
# --- good: a cache that goes with the call
from functools import cache


def run(rows):
    @cache
    def price(key):
        return rows[key]

    return sum(price(row) for row in rows)
# --- good: a decorator of the same name
from project import cache


@cache
def profile(user_id):
    return load(user_id)
# --- good: cachetools with a bound
from cachetools import LRUCache, cached


@cached(LRUCache(maxsize=500))
def profile(user_id):
    return load(user_id)
# --- good: a bounded class method
from functools import lru_cache


class User:
    @classmethod
    @lru_cache(maxsize=100)
    def named(cls, name):
        return cls(name)
# --- good: a recursion that needs its whole memo
from functools import cache


@cache
def ways(amount):
    return 1 if amount < 2 else ways(amount - 1) + ways(amount - 2)
# --- bad: wrapped by a call
import functools


def _lookup(address):
    return ask(address)


lookup = functools.lru_cache(None)(_lookup)  # <-
# --- bad: wrapped by a call without brackets
from functools import cache


def _render(text):
    return text.title()


render = cache(_render)  # <-
# --- bad: with a keyword
from functools import lru_cache


def _user(user_id):
    return load(user_id)


user = lru_cache(maxsize=None)(_user)  # <-
# --- good: wrapped with a bound
import functools


def _lookup(address):
    return ask(address)


lookup = functools.lru_cache(1000)(_lookup)
# --- good: wrapped within a call
import functools


def resolve(addresses):
    def look(address):
        return ask(address)

    known = functools.cache(look)
    return [known(one) for one in addresses]
# --- good: parts of a date
from functools import cache


@cache
def days(month: int, leap: bool):
    return 30 + leap
