"""A cache beside its process's memory: how much of its bound is used, and what is the matter with it.

A cache is the case of one rule at most, the first that applies: expired entries, what is held elsewhere, no bound,
too large for its use. Small caches, and bounded ones that are nearly always hit, are the case of none.
"""

from dataclasses import dataclass
from typing import Literal

from sparsemem.diagnose.quantities.severity import lesser, severity
from sparsemem.model import HeapCache, Severity

Fault = Literal["expired", "held twice", "no bound", "oversized"]
OUT_OF_REACH = 0.1
"""Of a bound: a cache that is filled to less grows as one without, and will for long."""
HOT, COLD = 0.9, 0.5
"""Hit rates: above the first a cache earns its memory, below the second most of what is kept is for nothing."""
MOSTLY = 0.5
"""The share of the entries from which on a cache is a second way to what is held elsewhere, or holds what is over."""


@dataclass(frozen=True, slots=True)
class CacheCase:
    """A cache, and what it is set against."""

    cache: HeapCache
    anonymous_bytes: int
    """Of the process, at the same moment."""
    grows: bool | None
    """Whether it grows with the data; where that was not looked at, whether the live heap does; None where neither
    is known."""
    limit_bytes: int | None
    """What the process may have."""
    alike: tuple[HeapCache, ...] = ()
    """The same cache of further processes, where it is of one beside the root."""

    @property
    def bytes(self) -> int:
        """What clearing it would free."""
        return self.cache.retained_bytes or 0

    @property
    def fill(self) -> float | None:
        """How much of its bound is used, from 0 on; None where it has none."""
        cache = self.cache
        if cache.bound is None or cache.bound <= 0:
            return None
        used = cache.size if cache.size is not None else cache.entries / cache.caches
        return used / cache.bound

    @property
    def full_bytes(self) -> int | None:
        """What it would hold when it is full."""
        return round(self.bytes / self.fill) if self.fill else None

    @property
    def is_endless(self) -> bool:
        """Whether it has no bound, or one that is out of reach, or beyond what the process may have."""
        if self.fill is None or self.fill < OUT_OF_REACH:
            return True
        return self.limit_bytes is not None and (self.full_bytes or 0) > self.limit_bytes

    @property
    def fault(self) -> tuple[Fault, Severity] | None:
        """What is the matter with it, and how bad that is; None where nothing is over its bound."""
        expired = severity(self.cache.expired_bytes or 0, self.anonymous_bytes)
        if expired is not None and self.cache.expired_entries:
            return "expired", expired
        level = severity(self.bytes, self.anonymous_bytes)
        if level is None:
            return None
        if (self.cache.expired_entries or 0) >= MOSTLY * self.cache.entries:
            return "expired", level
        if self.cache.copies or (self.cache.held_elsewhere_entries or 0) >= MOSTLY * self.cache.entries:
            return "held twice", level
        if self.is_endless:
            steady = self.grows is False or (self.is_hot and self.grows is None)
            return "no bound", "note" if steady else level
        return None if self.is_hot else ("oversized", self._of_use(level))

    @property
    def is_hot(self) -> bool:
        """Whether nearly all that is asked for is there."""
        return (self.cache.hit_rate or 0.0) >= HOT

    def _of_use(self, level: Severity) -> Severity:
        """How bad a bounded cache is by its hit rate: where nobody counts, one step less."""
        rate = self.cache.hit_rate
        if rate is None:
            return lesser(level)
        return level if rate < COLD else "note"

    @property
    def caches(self) -> int:
        """How many there are, as they were found, or as their keys were noted."""
        noted = self.cache.replay.caches if self.cache.replay else 1
        return max(self.cache.caches, noted)

    @property
    def entries_each(self) -> int:
        """Those of one cache, on the average."""
        return self.cache.entries // self.caches

    @property
    def bytes_per_entry(self) -> int:
        """What one entry holds, the table included."""
        return max(round(self.bytes / max(self.cache.entries, 1)), 1)
