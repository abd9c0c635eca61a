"""The table of caches on a terminal."""

from dataclasses import replace

from rich.console import Console

from sparsemem.model import Heap, HeapCache
from sparsemem.report.markdown.markdown_blocks import caches_table as markdown_table
from sparsemem.report.terminal.caches_table import caches_table
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


def test_growth_is_shown_where_it_is_known() -> None:
    assert "grew" not in shown(CACHE)
    looked = shown(replace(CACHE, growth_entries=1_200, growth_bytes=3 * MB), TIMED)
    assert "grew" in looked
    assert "+1,200 (3.0 MB)" in looked
    scaled = shown(replace(CACHE, entries_per_scale=25_000.0, bytes_per_scale=15.0 * MB))
    assert "for each 1x" in scaled
    assert "+25,000 (15.0 MB)" in scaled


def test_a_ticket_has_the_caches_as_well() -> None:
    heap = Heap(1, 100 * MB, None, None, None, (), (), caches=(replace(CACHE, entries_per_scale=25_000.0), TIMED))
    text = markdown_table(heap)
    assert "| `shop.price: functools.lru_cache` | 100,000 | none | 25 % |" in text
    assert text.splitlines()[0].endswith("| for each 1x |")
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1
    assert markdown_table(None) == markdown_table(replace(heap, caches=())) == ""


def test_small_caches_have_no_table() -> None:
    small = Heap(1, 100 * MB, None, None, None, (), (), caches=(replace(CACHE, retained_bytes=1000),))
    assert caches_table(small) is None
