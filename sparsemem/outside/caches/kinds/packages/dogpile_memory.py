"""dogpile.cache: the memory backend, which has no bound (dogpile/cache/backends/memory.py)."""

from sparsemem.outside.caches.kinds.declared import Declaration

DECLARATION = Declaration(
    kind="dogpile.MemoryBackend",
    module="dogpile.cache",
    class_name="MemoryBackend",
    table="_cache",
)
