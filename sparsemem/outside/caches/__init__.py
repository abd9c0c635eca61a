"""The caches of a process, read from outside: what they are, what they hold, and what of it is expired."""

from sparsemem.outside.caches.cache_rows import read_caches
from sparsemem.outside.caches.reading.timers import STOPPED, Clocks, read_clocks

__all__ = ["STOPPED", "Clocks", "read_caches", "read_clocks"]
