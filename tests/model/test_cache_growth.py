"""What caches have grown by, matched by name and kind."""

from dataclasses import replace

from sparsemem.model import HeapCache
from sparsemem.model.cache_growth import grown_over_scales, grown_since

CACHE = HeapCache("shop.price", "functools.lru_cache", 100, None, None, 1, 3, None, None, 5_000, 0, None)


def test_growth_from_look_to_look() -> None:
    now = replace(CACHE, entries=160, retained_bytes=9_000)
    (grown,) = grown_since((now,), (CACHE,))
    assert (grown.growth_entries, grown.growth_bytes) == (60, 4_000)
    (shrunk,) = grown_since((CACHE,), (now,))
    assert (shrunk.growth_entries, shrunk.growth_bytes) == (-60, -4_000)


def test_growth_for_each_scale() -> None:
    large = replace(CACHE, entries=400, retained_bytes=17_000)
    (grown,) = grown_over_scales((large,), (CACHE,), 3)
    assert (grown.entries_per_scale, grown.bytes_per_scale) == (100.0, 4_000.0)
    assert (grown.growth_entries, grown.growth_bytes) == (None, None)


def test_what_was_not_there_or_has_no_name_is_unknown() -> None:
    other, nameless = replace(CACHE, kind="cachetools.LRUCache"), replace(CACHE, owner=None)
    for earlier in ((), (other,), (nameless,)):
        assert grown_since((CACHE,), earlier) == (CACHE,)
        assert grown_over_scales((CACHE,), earlier, 3) == (CACHE,)
    assert grown_since((nameless,), (nameless,)) == (nameless,)
    unweighed = replace(CACHE, retained_bytes=None)
    assert grown_since((unweighed,), (CACHE,)) == (replace(unweighed, growth_entries=0),)
    assert grown_over_scales((unweighed,), (CACHE,), 2) == (replace(unweighed, entries_per_scale=0.0),)
