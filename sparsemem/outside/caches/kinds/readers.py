"""All kinds of caches that are known: one reader a line."""

from collections.abc import Callable, Iterator

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.kinds.cachetools_caches import find_cachetools
from sparsemem.outside.caches.kinds.deadline_dicts import find_deadline_dicts
from sparsemem.outside.caches.kinds.declared import find_declared
from sparsemem.outside.caches.kinds.lru_wrappers import find_lru_caches
from sparsemem.outside.caches.kinds.module_tables import find_module_tables
from sparsemem.outside.caches.kinds.packages import DECLARATIONS
from sparsemem.outside.caches.kinds.packages.cachebox_tables import find_cachebox
from sparsemem.outside.caches.kinds.packages.django_queries import find_query_logs
from sparsemem.outside.caches.kinds.weak_dictionaries import find_weak_dictionaries
from sparsemem.outside.caches.reading.inspection import Inspection

READERS: tuple[Callable[[Inspection], Iterator[Cache]], ...] = (
    find_lru_caches,
    find_cachetools,
    find_cachebox,
    find_query_logs,
    find_module_tables,
    find_weak_dictionaries,
)
"""Beside the one for dicts with deadlines, which looks at what no other one knows."""


def find_caches(inspection: Inspection) -> Iterator[Cache]:
    """The caches of every known kind; what two readers know is the first one's."""
    seen: set[int] = set()
    for cache in _of_known_kinds(inspection):
        if cache.tables[0].address not in seen:
            seen.update(table.address for table in cache.tables)
            yield cache
    yield from find_deadline_dicts(inspection, seen)


def _of_known_kinds(inspection: Inspection) -> Iterator[Cache]:
    for declaration in DECLARATIONS:
        yield from find_declared(inspection, declaration)
    for read in READERS:
        yield from read(inspection)
