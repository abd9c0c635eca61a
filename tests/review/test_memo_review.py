"""Which dicts of a program are memos, by the names under which its memory knows them; and which are none."""

from textwrap import dedent

import pytest

from sparsemem.review.memo_review import find_memos
from sparsemem.source.module import Module
from sparsemem.source.text import Source

MEMOS = {
    "a variable": (
        """
        _users = {}
        def user(key):
            if key not in _users:
                _users[key] = load(key)
            return _users[key]
        """,
        ("__main__._users", 5, "user"),
    ),
    "an attribute of the class": (
        """
        class Shop:
            prices = {}
            def price(self, item):
                found = self.prices.get(item)
                if found is None:
                    found = self.prices[item] = load(item)
                return found
        """,
        ("Shop.prices", 7, "price"),
    ),
    "an attribute of instances": (
        """
        class Shop:
            def __init__(self):
                self.rates = {}
            def rate(self, day, kind):
                key = (day, kind)
                try:
                    return self.rates[key]
                except KeyError:
                    self.rates[key] = value = load(key)
                    return value
        """,
        ("Shop.rates", 10, "rate"),
    ),
    "a key of several steps": (
        """
        CACHE = {}
        def page(path, *, language="en"):
            name = path.lower()
            key = f"{name}/{language}"
            if key in CACHE:
                return CACHE[key]
            result = render(path)
            CACHE[key] = result
            return result
        """,
        ("__main__.CACHE", 9, "page"),
    ),
}
MEMOS |= {
    "a decorator's own dict": (
        """
        import functools
        def memoize(function):
            kept = {}
            @functools.wraps(function)
            def wrapper(*args):
                if args not in kept:
                    kept[args] = function(*args)
                return kept[args]
            return wrapper
        """,
        ("kept in closure of ", 8, "wrapper"),
    ),
    "the default of a parameter": (
        """
        class Shop:
            def price(self, item, kept={}):
                if item not in kept:
                    kept[item] = load(item)
                return kept[item]
        """,
        ("defaults of Shop.price", 5, "price"),
    ),
    "an attribute of the function": (
        """
        def load(item):
            try:
                return load.kept[item]
            except KeyError:
                load.kept[item] = made = make(item)
                return made
        load.kept = {}
        """,
        ("load.kept", 6, "load"),
    ),
    "a class that puts in what is missing": (
        """
        class Users(dict):
            def __missing__(self, name):
                self[name] = user = load(name)
                return user
        """,
        ("", 3, "__missing__"),
    ),
    "a dict behind cachedmethod": (
        """
        from cachetools import cachedmethod
        class Shop:
            def __init__(self):
                self._kept = {}
            @cachedmethod(lambda self: self._kept)
            def price(self, item):
                return load(item)
        """,
        ("Shop._kept", 7, "price"),
    ),
}
INNOCENT = {
    "a class that is bounded by itself": """
        class Users(dict):
            def __missing__(self, name):
                if len(self) > 100:
                    self.clear()
                self[name] = load(name)
                return self[name]
        """,
    "a dict behind cachedmethod that is emptied": """
        import cachetools
        class Shop:
            def __init__(self):
                self.kept = {}
            @cachetools.cachedmethod(lambda self: self.kept)
            def price(self, item):
                return load(item)
            def forget(self):
                self.kept.clear()
        """,
    "an index that is filled in a loop": """
        index = {}
        def build(rows):
            for row in rows:
                if row.id not in index:
                    index[row.id] = row
            return index
        """,
    "a counter": """
        numbers = {}
        def count():
            n = len(numbers)
            if n not in numbers:
                numbers[n] = n
            return numbers[n]
        """,
    "entries are taken out": """
        memo = {}
        def get(key):
            if key not in memo:
                memo[key] = load(key)
                if len(memo) > 100:
                    memo.clear()
            return memo[key]
        """,
    "state, not results": """
        seen = {}
        def visit(node):
            if seen.get(node):
                return
            seen[node] = True
            walk(node)
        """,
    "a local one": """
        def all_of(keys):
            memo = {}
            def one(key):
                if key not in memo:
                    memo[key] = load(key)
                return memo[key]
            return [one(key) for key in keys]
        """,
    "only filled": """
        users = {}
        def add(user):
            users[user.id] = user
            return user
        """,
}


def memos(text: str) -> list[tuple[str, int, str | None]]:
    module = Module(Source("shop.py", "shop", dedent(text)))
    return [(one.owner, one.location.line, one.location.function) for one in find_memos([("__main__", module)])]


@pytest.mark.parametrize("name", MEMOS)
def test_memos_are_found_by_their_names(name: str) -> None:
    text, expected = MEMOS[name]
    assert memos(text) == [expected]


@pytest.mark.parametrize("name", INNOCENT)
def test_what_is_no_memo_is_not(name: str) -> None:
    assert memos(INNOCENT[name]) == []


def test_an_eviction_in_another_module_counts() -> None:
    text = MEMOS["an attribute of the class"][0]
    modules = [
        ("__main__", Module(Source("shop.py", "shop", dedent(text)))),
        (
            "shop.cleaning",
            Module(Source("cleaning.py", "shop.cleaning", "def clean(shop):\n    shop.prices.clear()\n")),
        ),
    ]
    assert list(find_memos(modules)) == []
