"""The caches of a heap that a rule on caches finds something in."""

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.diagnose.ruling.cache_case import CacheCase, Fault
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.worker_caches import Beside, caches_of_workers, name_of
from sparsemem.model import HeapCache, Severity

LEAST_GROWTH = 0.05
"""Of its entries, for each 1x of data: a cache that grows by less does not follow the data."""


def cases(measured: Measurements, fault: Fault) -> list[tuple[CacheCase, Severity]]:
    """The caches that are the case of one rule, and how bad each is: those of the root, then those of its workers."""
    beside = caches_of_workers(measured)
    found = _of_root(measured, beside)
    own = [case for case in found if case.fault and case.fault[0] == fault]
    kept = [case for case in own if fault != "held twice" or not _is_told(case, found[: found.index(case)])]
    theirs = [case for case in _of_workers(measured, beside) if case.fault and case.fault[0] == fault]
    return [(case, case.fault[1]) for case in (*kept, *theirs) if case.fault]


def _of_root(measured: Measurements, beside: Beside) -> list[CacheCase]:
    anonymous = series(measured.sweep, at("end", "anonymous_bytes")).last
    if measured.heap is None or not anonymous:
        return []
    grows = series(measured.sweep, at("end", "live_bytes")).grows
    limit = _limit(measured)
    return [
        CacheCase(one, anonymous, _grows(one, grows), limit, tuple(beside.pop(name_of(one), ())))
        for one in measured.heap.caches
    ]


def _of_workers(measured: Measurements, beside: Beside) -> list[CacheCase]:
    """The largest of each name, with the others."""
    found = []
    for anonymous in beside.values():
        first, *others = sorted(anonymous, key=lambda one: -(one.retained_bytes or 0))
        found.append(CacheCase(first, anonymous[first], None, _limit(measured), tuple(others)))
    return found


def _limit(measured: Measurements) -> int | None:
    return measured.limit_bytes or measured.sweep.environment.memory_limit_bytes


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
    return measured.whole_heap is not None
