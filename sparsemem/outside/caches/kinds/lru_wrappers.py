"""functools.lru_cache and functools.cache.

Layout: `lru_cache_object` and `lru_list_elem` of CPython's Modules/_functoolsmodule.c, the same in 3.11 to 3.15.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.caches.cache import Cache, Kept, Table
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses, words

_WRAPPER = "functools._lru_cache_wrapper"
_SIZE = 112
_CACHE, _HITS, _FUNCTION, _BOUND, _MISSES = 72 // 8, 80 // 8, 88 // 8, 96 // 8, 104 // 8
RESULT = 48
"""Where in a link of a bounded cache the result stands; an unbounded one has none."""
_NEXT = 24
_SELVES = ("self", "cls")
_CONNECTION = "sqlite3.Connection"
"""Has its statements in an lru_cache (Modules/_sqlite/connection.c): they lead to the pages of the database, which
are the connection's, and do not go with them."""


def find_lru_caches(inspection: Inspection) -> Iterator[Cache]:
    """Each wrapper that is alive; equal to its `cache_info()`."""
    found = inspection.objects.named(_WRAPPER)
    rows = words(inspection.objects.memory.gather(found, _SIZE)[0]).astype(np.int64)
    for address, row in zip(found.tolist(), rows.tolist(), strict=True):
        if row[_CACHE] and inspection.objects.type_name(row[_FUNCTION]) != _CONNECTION:
            yield _cache(inspection, address, row)


def _cache(inspection: Inspection, address: int, row: list[int]) -> Cache:
    bounded = row[_BOUND] >= 0
    table, function = row[_CACHE], row[_FUNCTION]
    return Cache(
        kind="functools.lru_cache",
        address=address,
        tables=(Table(table, holds_links=bounded),),
        entries=inspection.objects.count(table),
        function=function,
        owner=inspection.functions.name(function),
        bound=row[_BOUND] if bounded else None,
        hits=row[_HITS],
        misses=row[_MISSES],
        kept=_kept(inspection, table, function),
        value_at=RESULT if bounded else None,
        next_at=_NEXT if bounded else None,
    )


def _kept(inspection: Inspection, table: int, function: int) -> Kept | None:
    """The instances that the keys of a method's cache keep alive."""
    if inspection.functions.first_parameter(function) not in _SELVES:
        return None
    firsts = np.unique(_first_arguments(inspection, table))
    names = [inspection.objects.name_of(one) for one in np.unique(inspection.objects.pointers(firsts, 8)).tolist()]
    return Kept(names[0], len(firsts)) if names else None


def _first_arguments(inspection: Inspection, table: int) -> Addresses:
    """The first items of the keys that are tuples: a single str or int is its own key."""
    keys = inspection.objects.entries(table)[:, 0]
    types = inspection.objects.pointers(keys, 8)
    tuples = [one for one in np.unique(types).tolist() if inspection.objects.name_of(one) == "tuple"]
    keys = keys[np.isin(types, np.array(tuples, np.uint64))]
    found = inspection.objects.pointers(keys, inspection.objects.tuple_items)
    firsts: Addresses = found[found != 0]
    return firsts
