"""async-lru: `alru_cache`, versions 2.0 to 2.4 (async_lru/__init__.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="async_lru.alru_cache",
    module="async_lru",
    class_name="_LRUCacheWrapper",
    table="_LRUCacheWrapper__cache",
    bound="_LRUCacheWrapper__maxsize",
    ttl="_LRUCacheWrapper__ttl",
    hits="_LRUCacheWrapper__hits",
    misses="_LRUCacheWrapper__misses",
    function="__wrapped__",
)
"""Each entry has a timer of the event loop that takes it out, so that none is held expired."""
