"""Django: the local-memory cache (django/core/cache/backends/locmem.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="django.LocMemCache",
    module="django.core.cache",
    class_name="LocMemCache",
    table="_cache",
    bound="_max_entries",
    ttl="default_timeout",
    deadlines="_expire_info",
    clock="real",
)
