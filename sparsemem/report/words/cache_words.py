"""What every form says of a cache in the same words: a row of cells, and their heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.model import Heap, HeapCache, Process
from sparsemem.units import format_share, format_size

LEAST_BYTES = 1 << 18
"""A cache that holds less is not worth a line."""
_ELSEWHERE = "elsewhere"
_NOTE = "elsewhere: of the values, what something else holds as well"
_COLUMNS = ("entries", "bound", "hit", "expired", "holds", _ELSEWHERE)
_RARE = ("hit", "expired", _ELSEWHERE)
"""Columns that are left out where no cache has anything in them."""


def shown_caches(heap: Heap, most: int, processes: Sequence[Process] = ()) -> tuple[HeapCache, ...]:
    """Those that hold the most, and a quarter of a megabyte at least, with those of processes beside the root."""
    workers = (one for process in processes for one in process.caches or ())
    large = [one for one in (*heap.caches, *workers) if (one.retained_bytes or 0) >= LEAST_BYTES]
    return tuple(sorted(large, key=lambda one: -(one.retained_bytes or 0)))[:most]


def _growth_head(caches: Sequence[HeapCache]) -> str:
    """What growth is over: the time between two looks, or each 1x of data; "" where none is known."""
    if any(one.entries_per_scale is not None for one in caches):
        return "for each 1x"
    return "grew" if any(one.growth_entries is not None for one in caches) else ""


def cache_name(one: HeapCache) -> str:
    """Whose it is, of which kind, and how many there are of it."""
    many = f", {one.caches:,} of them" if one.caches > 1 else ""
    where = "" if one.process is None else f", in process {one.process}"
    return f"{one.owner or '(no name)'}: {one.kind}{many}{where}"


def cache_cells(one: HeapCache) -> tuple[str, ...]:
    """Its figures; "" for what is not known, or is not there."""
    return (
        f"{one.entries:,}",
        "none" if one.bound is None else f"{one.bound:,.0f}",
        _hit_share(one),
        "" if one.expired_entries is None else f"{one.expired_entries:,}",
        format_size(one.retained_bytes),
        format_size(one.held_elsewhere_bytes) if one.held_elsewhere_bytes else "",
    )


def _hit_share(one: HeapCache) -> str:
    """As it counts itself, or else by a replay of its keys."""
    if one.hit_rate is None:
        return ""
    if one.hits is None and one.replay is not None:
        return format_share(one.replay.hits, one.replay.lookups)
    return format_share(one.hits or 0, (one.hits or 0) + (one.misses or 0))


@dataclass(frozen=True, slots=True)
class CacheTable:
    """Names and figures of caches, a row each."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    """What a head means; "" where none needs it."""


def cache_table(caches: Sequence[HeapCache]) -> CacheTable:
    """The name first, then its figures, its growth last where that is known of any."""
    growth = _growth_head(caches)
    heads = ("cache", *_COLUMNS, *([growth] if growth else []))
    rows = [(cache_name(one), *cache_cells(one), *([_growth(one)] if growth else [])) for one in caches]
    kept = [at for at, head in enumerate(heads) if head not in _RARE or any(row[at] for row in rows)]
    shown = tuple(tuple(row[at] for at in kept) for row in rows)
    told = tuple(heads[at] for at in kept)
    return CacheTable(told, shown, _NOTE if _ELSEWHERE in told else "")


def _growth(one: HeapCache) -> str:
    """Entries and bytes: between two looks, or for each 1x of data."""
    entries = one.growth_entries if one.entries_per_scale is None else round(one.entries_per_scale)
    size = one.growth_bytes if one.bytes_per_scale is None else round(one.bytes_per_scale)
    return "" if entries is None else f"{entries:+,} ({format_size(size)})"
