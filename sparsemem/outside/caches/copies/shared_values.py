"""Which other caches hold the values of a cache as well: the same objects, as the tiers of one cache do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sparsemem.model.heap_cache import HeapCache
from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.clearing.cache_entries import cache_entries
from sparsemem.outside.caches.clearing.entry_references import EntryReferences
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.sorted_numbers import distinct

_MOSTLY = 0.5
"""The share of the values that another cache must hold."""
_LEAST = 128
"""Entries of a cache that is asked."""
Group = tuple[HeapCache, Sequence[Cache]]


@dataclass(frozen=True, slots=True)
class SharedValues:
    """Asked of the caches of one heap."""

    references: EntryReferences
    groups: Sequence[Group]
    """All that may share with each other."""

    def told(self, row: HeapCache, caches: Sequence[Cache]) -> HeapCache:
        """The record of some caches with those that hold most of their values as well."""
        if (row.held_elsewhere_entries or 0) < _MOSTLY * row.entries:
            return row
        own = distinct(np.concatenate([self._values(cache, is_sampled=True) for cache in caches]))
        others = (other for other, some in self.groups if some is not caches and self._holds(some, own))
        return replace(row, held_by=tuple(one.owner for one in others if one.owner))

    def _holds(self, caches: Sequence[Cache], values: Addresses) -> bool:
        """Whether caches hold most of some values, which are in order."""
        if not len(values) or sum(cache.entries for cache in caches) < _LEAST:
            return False
        there = np.concatenate([self._values(cache) for cache in caches])
        # Few are looked for among many: what these are is not put in order, as `np.isin` does.
        at = np.minimum(np.searchsorted(values, there), len(values) - 1)
        return len(distinct(at[values[at] == there])) >= _MOSTLY * len(values)

    def _values(self, cache: Cache, is_sampled: bool = False) -> Addresses:
        entries = cache_entries(self.references.objects, cache)
        return self.references.values(cache, sample(entries) if is_sampled else entries)
