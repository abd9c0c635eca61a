"""The caches of a heap that a rule on caches finds something in."""

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.diagnose.ruling.cache_case import CacheCase, Fault
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import HeapCache, Severity

LEAST_GROWTH = 0.05
"""Of its entries, for each 1x of data: a cache that grows by less does not follow the data."""


def cases(measured: Measurements, fault: Fault) -> list[tuple[CacheCase, Severity]]:
    """The caches that are the case of one rule, and how bad each is."""
    anonymous = series(measured.sweep, at("end", "anonymous_bytes")).last
    if measured.heap is None or not anonymous:
        return []
    grows = series(measured.sweep, at("end", "live_bytes")).grows
    limit = measured.limit_bytes or measured.sweep.environment.memory_limit_bytes
    found = [CacheCase(cache, anonymous, _grows(cache, grows), limit) for cache in measured.heap.caches]
    return [
        (case, case.fault[1])
        for at, case in enumerate(found)
        if case.fault and case.fault[0] == fault and not (fault == "held twice" and _is_told(case, found[:at]))
    ]


def _grows(cache: HeapCache, heap_grows: bool | None) -> bool | None:
    """Whether each 1x of data adds a twentieth of its entries or more."""
    if cache.entries_per_scale is None:
        return heap_grows
    return cache.entries_per_scale >= LEAST_GROWTH * cache.entries


def _is_told(case: CacheCase, before: list[CacheCase]) -> bool:
    """Whether a cache has what larger ones have alone, of which that is said already."""
    others = _holders(case.cache)
    told = {one.cache.owner for one in before if case.cache.owner in _holders(one.cache)}
    return bool(others) and told.issuperset(others)


def _holders(cache: HeapCache) -> tuple[str, ...]:
    """Who holds its values, or equals of them, as well."""
    return cache.copies or cache.held_by or ()


def is_answered(measured: Measurements) -> bool:
    """Whether the caches of the heap were looked for."""
    return measured.heap is not None
