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


def scanned(folder: Path, *options: str) -> dict[str, Any]:
    (folder / "work.py").write_text(PROGRAM)
    plain = ("--scales", "1,2", "--repeats", "1", "--profile", "off", "--json", "-", *options)
    done = sparsemem(folder, "scan", *plain, "work.py", "--", "{12000}")
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


def test_a_quick_scan_notes_no_keys(tmp_path: Path) -> None:
    report = scanned(tmp_path, "--quick")
    assert [one["replay"] for one in report["heap"]["caches"]] == [None] * len(report["heap"]["caches"])
