"""What every form says of a cache in the same words: a row of cells, and their heads."""

from collections.abc import Sequence

from sparsemem.model import Heap, HeapCache
from sparsemem.units import format_share, format_size

LEAST_BYTES = 1 << 18
"""A cache that holds less is not worth a line."""
NOTE = "elsewhere: of the values, what something else holds as well"
_COLUMNS = ("entries", "bound", "hit", "expired", "holds", "elsewhere")


def shown_caches(heap: Heap, most: int) -> tuple[HeapCache, ...]:
    """Those that hold the most, and a quarter of a megabyte at least."""
    return tuple(one for one in heap.caches if (one.retained_bytes or 0) >= LEAST_BYTES)[:most]


def cache_columns() -> tuple[str, ...]:
    """The heads of the figures; the name of the cache comes before them."""
    return _COLUMNS


def cache_name(one: HeapCache) -> str:
    """Whose it is, of which kind, and how many there are of it."""
    many = f", {one.caches:,} of them" if one.caches > 1 else ""
    return f"{one.owner or '(no name)'}: {one.kind}{many}"


def cache_cells(one: HeapCache) -> tuple[str, ...]:
    """Its figures; "" for what is not known, or is not there."""
    calls = (one.hits or 0) + (one.misses or 0)
    return (
        f"{one.entries:,}",
        "none" if one.bound is None else f"{one.bound:,.0f}",
        "" if one.hit_rate is None else format_share(one.hits or 0, calls),
        "" if one.expired_entries is None else f"{one.expired_entries:,}",
        format_size(one.retained_bytes),
        format_size(one.held_elsewhere_bytes) if one.held_elsewhere_bytes else "",
    )


def cache_rows(caches: Sequence[HeapCache]) -> list[tuple[str, ...]]:
    """Name and figures of each."""
    return [(cache_name(one), *cache_cells(one)) for one in caches]
