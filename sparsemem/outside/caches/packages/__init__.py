"""Caches of other packages: one file each, and one line in this list.

Not here are those that keep no entries in objects of Python: joblib's Memory and diskcache (in files), and cachebox
(in tables of Rust, whose layout no header describes).
"""

from sparsemem.outside.caches.packages import (
    async_lru_cache,
    cachelib_simple,
    cacheout_cache,
    django_locmem,
    dogpile_memory,
    expiring_dict,
    sqlalchemy_lru,
)

DECLARATIONS = (
    async_lru_cache.DECLARATION,
    cachelib_simple.DECLARATION,
    cacheout_cache.DECLARATION,
    django_locmem.DECLARATION,
    dogpile_memory.DECLARATION,
    expiring_dict.DECLARATION,
    sqlalchemy_lru.DECLARATION,
)
