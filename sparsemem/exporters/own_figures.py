"""The figures of this process: RSS, live heap, gap, each part of the ledger, and each cache's entries and bytes."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import sparsemem
from sparsemem.errors import SparsememError
from sparsemem.model import HeapCache, Moment

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Figure:
    """A name as Prometheus has them, what it is, its label where there is one, and its value."""

    name: str
    told: str
    value: float
    label: str | None = None
    """The part of the ledger, or the owner of the cache."""


NAMES = {
    "sparsemem_rss_bytes": ("Resident set size", None),
    "sparsemem_live_bytes": ("Live heap: allocated and resident blocks", None),
    "sparsemem_gap_bytes": ("Anonymous RSS less the live heap", None),
    "sparsemem_ledger_bytes": ("Resident bytes by what they are; they add up to the RSS", "part"),
    "sparsemem_cache_entries": ("Entries of a cache", "cache"),
    "sparsemem_cache_bytes": ("What clearing a cache would free", "cache"),
}
"""What each figure is, and the name of its label."""


class OwnFigures:
    """Read again when they are asked for and older than `every` seconds; caches take far longer, so that they have a
    time of their own, None for never, and are read beside: who asks gets those of before, at first none. What cannot
    be read has no figures."""

    def __init__(self, every: float = 15.0, caches_every: float | None = None) -> None:
        self._moment: Aged[Moment] = Aged(every, lambda: sparsemem.ledger().moment)
        self._caches: Aged[tuple[HeapCache, ...]] = Aged(caches_every, lambda: tuple(sparsemem.caches()), beside=True)

    def read(self) -> list[Figure]:
        """Those of now, or of a moment ago."""
        moment, caches = self._moment.value(), self._caches.value() or ()
        return [*(_of_moment(moment) if moment else ()), *_of_caches(caches)]


class Aged(Generic[Value]):
    """A value that is read anew when it is asked for and too old; one thread reads, the others get the one before.
    With `beside` that thread is one of its own, and nobody waits."""

    def __init__(self, every: float | None, read: Callable[[], Value], beside: bool = False) -> None:
        self._every, self._read, self._beside = every, read, beside
        self._value: Value | None = None
        self._at: float | None = None
        self._lock = threading.Lock()

    def value(self) -> Value | None:
        """None where it cannot be read, or never is."""
        if self._every is None:
            return None
        is_old = self._at is None or time.monotonic() - self._at >= self._every
        if is_old and self._lock.acquire(blocking=self._at is None and not self._beside):
            if self._beside:
                threading.Thread(target=self._renew, daemon=True).start()
            else:
                self._renew()
        return self._value

    def _renew(self) -> None:
        """With the lock, which is let go of."""
        try:
            self._value = self._read()
        except (SparsememError, OSError):
            self._value = None
        finally:
            self._at = time.monotonic()
            self._lock.release()


def _of_moment(moment: Moment) -> Iterator[Figure]:
    sizes = {"rss": moment.rss_bytes, "live": moment.live_bytes, "gap": moment.gap_bytes}
    for word, size in sizes.items():
        if size is not None:
            yield _figure(f"sparsemem_{word}_bytes", size)
    for part, size in moment.ledger.parts() if moment.ledger else ():
        if size is not None:
            yield _figure("sparsemem_ledger_bytes", size, part.removesuffix("_bytes"))


def _of_caches(caches: tuple[HeapCache, ...]) -> Iterator[Figure]:
    for cache in caches:
        sizes = {"sparsemem_cache_entries": cache.entries, "sparsemem_cache_bytes": cache.retained_bytes}
        for name, size in sizes.items():
            if cache.owner is not None and size is not None:
                yield _figure(name, size, cache.owner)


def _figure(name: str, value: float, label: str | None = None) -> Figure:
    return Figure(name, NAMES[name][0], float(value), label)
