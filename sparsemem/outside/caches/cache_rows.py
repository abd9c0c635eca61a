"""The caches of a process as records: grouped where each instance has one of its own, and the largest first."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from sparsemem.model import Location
from sparsemem.model.heap_cache import HeapCache
from sparsemem.model.known_sum import known_sum
from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.cache_names import Naming
from sparsemem.outside.caches.clearing.cache_entries import cache_entries
from sparsemem.outside.caches.clearing.clearing import Clearing
from sparsemem.outside.caches.clearing.entry_references import EntryReferences
from sparsemem.outside.caches.clearing.own_bytes import OwnBytes
from sparsemem.outside.caches.copies.copy_names import Comparing
from sparsemem.outside.caches.copies.equal_copies import EqualCopies
from sparsemem.outside.caches.copies.shared_values import SharedValues
from sparsemem.outside.caches.kinds.deadline_source import DeadlineSource
from sparsemem.outside.caches.kinds.readers import find_caches
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.caches.reading.timers import Clocks
from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST = 20
"""Rows."""
_WEIGHED = 60
"""Groups of which the bytes are counted: those with the most entries."""
_COMPARED = 5
"""Groups whose values are compared with what else is there: those that hold the most."""

_RETURNING, _LEAST_RETURNING = 5, 1 << 18
"""Groups of which is worked out what goes back with them, and what they hold at least."""
Returning = Callable[[Numbers, Callable[[], Numbers]], int]
"""What goes back to the system when some nodes go, in bytes. The second is asked for the nodes to which references
are dropped, in their order."""


def read_caches(
    survey: Survey, clocks: Clocks, returning: Returning | None = None, compares: bool = True
) -> tuple[HeapCache, ...]:
    """The caches with entries, those that hold the most first; `clocks` when the memory was as it is. With
    `returning` that is asked for the few that hold the most. Whether other structures hold equals of their values
    takes long, and is not found out where `compares` is False."""
    inspection, name = Inspection.of(survey.graph), Naming(survey).name
    clearing = Clearing(inspection.objects, survey.live.heap)
    says = DeadlineSource(inspection.functions).says
    caches = [one for one in find_caches(inspection) if one.entries and says(one.deadlines, name(one.address))]
    groups: dict[tuple[str | None, str, float | None], list[Cache]] = {}
    for cache in caches:
        groups.setdefault((cache.owner or name(cache.address), cache.kind, cache.bound), []).append(cache)
    order = sorted(groups.items(), key=lambda item: -sum(cache.entries for cache in item[1]))[:_WEIGHED]
    rows = [(_Row(inspection, clearing, clocks, some).record(owner), some) for (owner, _, _), some in order]
    rows.sort(key=lambda row: -(row[0].retained_bytes or 0))
    comparing = Comparing(EqualCopies(inspection, caches), {cache.tables[0].address: cache for cache in caches}, name)
    found = [
        comparing.compared(*row) if compares and at < _COMPARED else row[0] for at, row in enumerate(rows[:_MOST])
    ]
    shared = SharedValues(EntryReferences(inspection.objects), rows[:_MOST])
    found[:_COMPARED] = [shared.told(row, some) for row, (_, some) in zip(found[:_COMPARED], rows, strict=False)]
    for at, (row, some) in enumerate(rows[:_RETURNING] if returning else []):
        nodes = clearing.nodes(some) if (row.retained_bytes or 0) >= _LEAST_RETURNING else None
        if nodes is not None and returning is not None:
            found[at] = replace(found[at], returned_bytes=returning(nodes, partial(clearing.dropped, some)))
    return tuple(found)


class _Row:
    """One group of caches that have an owner, a kind and a bound in common."""

    def __init__(self, inspection: Inspection, clearing: Clearing, clocks: Clocks, caches: list[Cache]) -> None:
        self._inspection, self._clearing, self._clocks, self._caches = inspection, clearing, clocks, caches

    def record(self, owner: str | None) -> HeapCache:
        first = self._caches[0]
        held = self._clearing.all(self._caches)
        expired, expired_bytes = self._expired()
        kept = [cache.kept for cache in self._caches if cache.kept]
        return HeapCache(
            owner=owner,
            kind=first.kind,
            entries=sum(cache.entries for cache in self._caches),
            bound=None if (bound := _finite(first.bound)) is None else round(bound),
            ttl_seconds=_finite(first.ttl_seconds),
            hits=known_sum(cache.hits for cache in self._caches),
            misses=known_sum(cache.misses for cache in self._caches),
            expired_entries=expired,
            expired_bytes=expired_bytes,
            retained_bytes=held.own if held else None,
            held_elsewhere_bytes=held.elsewhere if held else None,
            location=self._location(first.function),
            size=_finite(first.size) if len(self._caches) == 1 else None,
            caches=len(self._caches),
            held_elsewhere_entries=held.held if held else None,
            self_held_entries=known_sum(cache.self_held for cache in self._caches),
            kept_type=kept[0].type_name if kept else None,
            kept_objects=sum(one.objects for one in kept) if kept else None,
        )

    def _location(self, function: int) -> Location | None:
        place = self._inspection.functions.place(function)
        return Location(place.path, place.line, place.function) if place else None

    def _expired(self) -> tuple[int | None, int | None]:
        """How many entries are expired, and what taking them out would free."""
        counts: list[int | None] = []
        own = OwnBytes(0, 0, 0)
        for cache in self._caches:
            keys = self._expired_keys(cache)
            counts.append(None if keys is None else len(keys))
            if keys is not None and len(keys):
                entries = cache_entries(self._inspection.objects, cache)
                some = entries if len(keys) == len(entries) else entries[np.isin(entries[:, 0], keys)]
                own += self._clearing.of([(cache, some)])
        total = known_sum(counts)
        return total, None if total is None else own.own

    def _expired_keys(self, cache: Cache) -> Addresses | None:
        deadlines = cache.deadlines
        now = self._clocks.at(deadlines.clock) if deadlines else None
        return None if deadlines is None or now is None else deadlines.keys[deadlines.ends <= now]


def _finite(number: float | None) -> float | None:
    """A number as a float; None for infinity, which is no bound and no time."""
    return float(number) if number is not None and math.isfinite(number) else None
