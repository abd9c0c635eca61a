"""The keys that large caches are asked for: noted in a run of its own, and what a smaller one keeps of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands import sparsemem

PROGRAM = """
import functools, sys, cachetools
import cachetools.keys
N = int(sys.argv[1])
@functools.lru_cache(maxsize=None)
def price(i, unit="EUR"): return [i] * 40
@cachetools.cached(cachetools.LRUCache(maxsize=1_000_000))
def rate(i): return [str(i)] * 45
class Shop: pass
shop = Shop()
shop.sessions = cachetools.TTLCache(maxsize=1_000_000, ttl=3600)
for i in range(N):
    price(i)
    rate(i)
    if i not in shop.sessions: shop.sessions[i] = [i, str(i)] * 25
    if i >= 300: price(i - 99); rate(i - 199); shop.sessions.get(i - 299)
print(price.cache_info().hits, type(price).__name__, price.__wrapped__.__name__)
"""


BY_HAND = """
import cachetools, copy, functools, pickle
import shop
N = 6_000
_users = {}
def user(key):
    if key not in _users:
        _users[key] = [key, str(key)] * 40
    return _users[key]
class Bank:
    def __init__(self): self.rates = {}
    def rate(self, day):
        try: return self.rates[day]
        except KeyError:
            self.rates[day] = value = [day, str(day)] * 40
            return value
class Shop:
    def __init__(self): self.prices = cachetools.LRUCache(1_000_000)
    @cachetools.cachedmethod(lambda self: self.prices)
    def price(self, i): return [i, str(i)] * 40
def memoize(function):
    kept = {}
    @functools.wraps(function)
    def wrapper(*args):
        if args not in kept:
            kept[args] = function(*args)
        return kept[args]
    return wrapper
@memoize
def rank(i): return [i, str(i)] * 40
bank, shops = Bank(), [Shop() for _ in range(10)]
for i in range(N):
    user(i); bank.rate(i); shop.load(i); shops[i % 10].price(i); rank(i)
    if i >= 600: rank(i - 299); user(i - 49); bank.rate(i - 99); shop.load(i - 199); shops[i % 10].price(i - 490)
assert isinstance(_users, dict) and pickle.loads(pickle.dumps(_users)) == copy.copy(_users) == _users
print(__file__, __name__, len(_users), len(bank.rates), len(shop._things), list(_users)[:3])
"""
MODULE = """
_things: dict = {}
def load(key):
    found = _things.get(key)
    if found is None:
        found = _things[key] = [key, str(key)] * 40
    return found
"""


def scanned(folder: Path, *options: str, program: str = PROGRAM) -> dict[str, Any]:
    (folder / "work.py").write_text(program)
    (folder / "shop.py").write_text(MODULE)
    how = ["work.py", "--", "{12000}"] if program == PROGRAM else ["--vary", "N", "work.py"]
    plain = ("--scales", "1,2", "--repeats", "1", "--profile", "off", "--json", "-", *options)
    done = sparsemem(folder, "scan", *plain, *how)
    assert done.returncode == 0, done.stderr
    assert ("to note which keys" in done.stderr) == ("--quick" not in options)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_scan_says_which_bound_keeps_the_hits(tmp_path: Path) -> None:
    report = scanned(tmp_path)
    caches = {one["owner"]: one for one in report["heap"]["caches"] if one["replay"]}
    bounds = {owner: one["replay"]["all_hits_bound"] for owner, one in caches.items()}
    # A key is used again when so many others were: those between, and as many that were used again themselves.
    assert bounds == {
        "__main__.price": pytest.approx(2 * 99, abs=2),
        "__main__.rate": pytest.approx(2 * 199, abs=2),
        "__main__.shop > Shop.sessions": pytest.approx(2 * 299, abs=2),
    }
    for one in caches.values():
        replay = one["replay"]
        assert (replay["lookups"], replay["hits"]) == (24_000 + 24_000 - 300, 24_000 - 300)
        assert (replay["keys"], replay["is_estimated"], replay["unheard"]) == (24_000, False, 0)
    price = caches["__main__.price"]
    assert (price["hits"], price["misses"]) == (price["replay"]["hits"], 24_000)
    assert len(report["runs"]) == 2, "it is no run of the sweep"


def test_dicts_that_are_filled_by_hand_and_caches_of_methods_are_replayed_too(tmp_path: Path) -> None:
    report = scanned(tmp_path, program=BY_HAND)
    caches = {one["owner"]: one for one in report["heap"]["caches"] if one["replay"]}
    bounds = {owner: one["replay"]["all_hits_bound"] for owner, one in caches.items()}
    methods = bounds.pop("__main__.shops")
    assert bounds == {
        "__main__._users": pytest.approx(2 * 49, abs=2),
        "__main__.bank > Bank.rates": pytest.approx(2 * 99, abs=2),
        "shop._things": pytest.approx(2 * 199, abs=2),
        "kept in closure of rank": pytest.approx(2 * 299, abs=2),
    }
    assert methods == pytest.approx(2 * 49, abs=2), "of each of ten instances"
    assert caches["__main__.shops"]["replay"]["caches"] == 10
    for one in caches.values():
        replay = one["replay"]
        assert (replay["lookups"], replay["hits"], replay["keys"]) == (12_000 + 12_000 - 600, 12_000 - 600, 12_000)
    assert {one["entries_per_scale"] for one in caches.values() if one["kind"] == "memo"} == {6_000.0}
    remedies = [one["remedies"][0] for one in report["findings"] if one["subject"] == "__main__._users"]
    assert f"With a bound of {bounds['__main__._users']} entries it keeps each of its hits" in remedies[0]["text"]


def test_a_quick_scan_notes_no_keys(tmp_path: Path) -> None:
    report = scanned(tmp_path, "--quick")
    assert [one["replay"] for one in report["heap"]["caches"]] == [None] * len(report["heap"]["caches"])
