"""The entries of a cache, wherever it has them."""

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.memory.memory_access import Addresses


def cache_entries(objects: HeapObjects, cache: Cache) -> Addresses:
    """Key and value, or link, of each entry, shape (n, 2)."""
    return objects.entries(cache.tables[0].address) if cache.pairs is None else cache.pairs
