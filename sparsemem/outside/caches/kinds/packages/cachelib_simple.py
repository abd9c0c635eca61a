"""cachelib: `SimpleCache`, the memory of Flask-Caching too (cachelib/simple.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="cachelib.SimpleCache",
    module="cachelib",
    class_name="SimpleCache",
    table="_cache",
    bound="_threshold",
    ttl="default_timeout",
    clock="real",
    deadline_item=0,
)
