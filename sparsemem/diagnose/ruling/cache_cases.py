"""What the rules on caches have in common: a cache beside its process's memory, and which rule it is the case of.

A cache is the case of one rule at most, the first that applies: expired entries, what is held elsewhere, no bound,
too large for its use. Small caches, and bounded ones that are nearly always hit, are the case of none.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.diagnose.quantities.severity import lesser, severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import HeapCache, Remedy, Severity
from sparsemem.units import format_share, format_size

Fault = Literal["expired", "held twice", "no bound", "oversized"]
OUT_OF_REACH = 0.1
"""Of a bound: a cache that is filled to less grows as one without, and will for long."""
HOT, COLD = 0.9, 0.5
"""Hit rates: above the first a cache earns its memory, below the second most of what is kept is for nothing."""
LEAST_GROWTH = 0.05
"""Of its entries, for each 1x of data: a cache that grows by less does not follow the data."""
NOTHING, ALL = 0.1, 0.9
"""Of what it holds: what goes back to the system with it, from which on that is told otherwise."""
MOSTLY = 0.5
"""The share of the entries held elsewhere from which on the cache is a second way to the same things."""


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
    def what(self) -> str:
        """The cache in a few words, with its size: the beginning of each message."""
        cache = self.cache
        share = format_share(self.bytes, self.anonymous_bytes)
        many = f" in {cache.caches:,} caches" if cache.caches > 1 else ""
        return (
            f"{cache.owner or 'A cache'} ({cache.kind}) holds {format_size(self.bytes)} in {cache.entries:,} "
            f"entries{many}, {share} of the anonymous memory"
        )

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

    def conclusion(self, message: str, level: Severity, remedies: tuple[Remedy, ...]) -> Conclusion:
        """The finding on it."""
        kept = self.cache
        if kept.kept_objects and kept.kept_type:
            message += f" It is on a method, and keeps {kept.kept_objects:,} instances of {kept.kept_type} alive."
        first = Remedy(f"{remedies[0].text} {self.returns}".rstrip(), remedies[0].command)
        found = (first, *remedies[1:])
        return Conclusion(level, message, self.bytes, self._evidence(), kept.owner, kept.location, found)

    @property
    def returns(self) -> str:
        """What of it goes back to the system when it is cleared, in a sentence; "" where that was not worked out."""
        back = self.cache.returned_bytes
        if back is None or not self.bytes:
            return ""
        if back < NOTHING * self.bytes:
            return (
                "Clearing it returns next to nothing to the system: other objects are alive in the same arenas and "
                "pages, and what it frees is for the next objects of the process."
            )
        told = f"Clearing it returns {format_size(back)} to the system"
        if back >= ALL * self.bytes:
            return f"{told}."
        return (
            f"{told}; the rest is free memory then, and stays: other objects are alive in the same arenas and pages."
        )

    def _evidence(self) -> dict[str, Any]:
        cache = self.cache
        names = ("kind", "entries", "bound", "ttl_seconds", "hits", "misses", "expired_entries", "expired_bytes")
        more = ("retained_bytes", "held_elsewhere_bytes", "held_elsewhere_entries", "caches", "copied_entries")
        growth = (
            "returned_bytes",
            "compared_entries",
            "entries_per_scale",
            "bytes_per_scale",
            "growth_entries",
            "growth_bytes",
        )
        found = {name: getattr(cache, name) for name in (*names, *more, *growth)}
        copies = None if cache.copies is None else list(cache.copies)
        replayed = None if cache.replay is None else asdict(cache.replay)
        return found | {"copies": copies, "replay": replayed, "anonymous_bytes": self.anonymous_bytes}


def cases(measured: Measurements, fault: Fault) -> list[tuple[CacheCase, Severity]]:
    """The caches that are the case of one rule, and how bad each is."""
    anonymous = series(measured.sweep, at("end", "anonymous_bytes")).last
    if measured.heap is None or not anonymous:
        return []
    grows = series(measured.sweep, at("end", "live_bytes")).grows
    limit = measured.limit_bytes or measured.sweep.environment.memory_limit_bytes
    found = [CacheCase(cache, anonymous, _grows(cache, grows), limit) for cache in measured.heap.caches]
    return [
        (case, case.fault[1])
        for at, case in enumerate(found)
        if case.fault and case.fault[0] == fault and not (fault == "held twice" and _is_told(case, found[:at]))
    ]


def _grows(cache: HeapCache, heap_grows: bool | None) -> bool | None:
    """Whether each 1x of data adds a twentieth of its entries or more."""
    if cache.entries_per_scale is None:
        return heap_grows
    return cache.entries_per_scale >= LEAST_GROWTH * cache.entries


def _is_told(case: CacheCase, before: list[CacheCase]) -> bool:
    """Whether a cache is the copy of larger ones alone, of which that is said already."""
    told = {one.cache.owner for one in before if one.cache.copies and case.cache.owner in one.cache.copies}
    return bool(case.cache.copies) and told.issuperset(case.cache.copies or ())


def is_answered(measured: Measurements) -> bool:
    """Whether the caches of the heap were looked for."""
    return measured.heap is not None
