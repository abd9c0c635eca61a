"""cacheout: `Cache` and its kinds (cacheout/cache.py); its timer can be any, and is `time.time` by default."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="cacheout.Cache",
    module="cacheout",
    class_name="Cache",
    table="_cache",
    bound="maxsize",
    ttl="ttl",
    deadlines="_expire_times",
    clock="real",
)
