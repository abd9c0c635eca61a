"""Caches of other packages: one file each, and one line in this list, or in that of the readers.

Not here are joblib's `Memory`, which keeps results in files and none in memory, and diskcache, which reads its file
through a mapping: 3,000 entries of 3,000 bytes took 12 kB of its heap, and their pages are the kernel's to take back.
"""

from sparsemem.outside.caches.kinds.packages import (
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
