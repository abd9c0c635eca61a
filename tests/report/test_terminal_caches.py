"""The table of caches on a terminal."""

from dataclasses import replace

from rich.console import Console

from sparsemem.model import Heap, HeapCache
from sparsemem.report.terminal_caches import caches_table
from sparsemem.units import MB

CACHE = HeapCache(
    owner="shop.price",
    kind="functools.lru_cache",
    entries=100_000,
    bound=None,
    ttl_seconds=None,
    hits=50_000,
    misses=150_000,
    expired_entries=None,
    expired_bytes=None,
    retained_bytes=60 * MB,
    held_elsewhere_bytes=0,
    location=None,
)
TIMED = replace(
    CACHE,
    owner=None,
    kind="cachetools.TTLCache",
    bound=5_000_000,
    hits=None,
    misses=None,
    expired_entries=70_000,
    held_elsewhere_bytes=3 * MB,
    caches=12,
)


def shown(*caches: HeapCache) -> str:
    """What the terminal shows of them."""
    table = caches_table(Heap(1, 100 * MB, None, None, None, (), (), caches=caches))
    console = Console(width=120)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_a_row_says_how_a_cache_is_used() -> None:
    text = shown(CACHE, TIMED)
    assert "shop.price: functools.lru_cache" in text
    assert "25 %" in text
    assert "none" in text
    assert "cachetools.TTLCache, 12 of them" in text
    assert "5,000,000" in text
    assert "70,000" in text


def test_small_caches_have_no_table() -> None:
    small = Heap(1, 100 * MB, None, None, None, (), (), caches=(replace(CACHE, retained_bytes=1000),))
    assert caches_table(small) is None
