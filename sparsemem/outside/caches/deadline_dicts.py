"""Caches that are made by hand: dicts whose values carry the second in which they expire.

A number says that it is a deadline by its name, or by lying in the future while it is no farther than a year from now
by the real clock. Numbers without a name that are all past may as well say when an entry was made: of those nothing
is said.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.cache import Cache, Deadlines, Table
from sparsemem.outside.caches.entry_numbers import EntryNumbers, Place
from sparsemem.outside.caches.inspection import Inspection
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.caches.timers import read_clocks
from sparsemem.outside.memory.memory_access import Addresses

_NAMED = re.compile(r"expir|deadline|valid_until|valid_till|not_after|stale_at|evict_at|^exp$|^until$", re.IGNORECASE)
_LEAST = 128
"""Entries of a dict that is looked at."""
_ASKED = 32
_YEAR = 366 * 86_400.0
_DICTS = ("dict", "collections.OrderedDict", "collections.defaultdict")


def find_deadline_dicts(inspection: Inspection, known: Collection[int]) -> Iterator[Cache]:
    """The dicts of at least 128 entries whose values carry deadlines, apart from the known tables of other caches."""
    objects = inspection.objects
    dicts = objects.named(*_DICTS)
    dicts = dicts[~np.isin(dicts, np.array(list(known), np.uint64))]
    large = dicts[objects.pointers(dicts, 16) >= _LEAST]
    reading = _Reading(inspection, EntryNumbers(inspection))
    for address in large.tolist():
        deadlines = reading.deadlines(objects.entries(address))
        if deadlines is not None:
            ordered = objects.type_name(address) == "collections.OrderedDict"
            table = Table(address, "ordered" if ordered else "dict")
            yield Cache("dict of deadlines", address, (table,), len(deadlines.keys), deadlines=deadlines)


@dataclass(frozen=True, slots=True)
class _Reading:
    inspection: Inspection
    numbers: EntryNumbers

    def deadlines(self, entries: Addresses) -> Deadlines | None:
        """When each of some entries expires; None where their values carry no such number."""
        some = sample(entries, _ASKED)[:, 1]
        for place in filter(_may_be_deadline, self.numbers.places(some)):
            clock = self._clock(place, self.numbers.read(some, place))
            if clock is not None:
                ends = self.numbers.read(entries[:, 1], place)
                if _is_deadline(place, ends, clock):
                    return Deadlines(entries[:, 0], ends, clock)
        return None

    def _clock(self, place: Place, ends: NDArray[np.float64]) -> str | None:
        """The clock that could show such numbers; without a name only the real one: no others are like its."""
        known = ends[~np.isnan(ends)]
        if len(known) * 2 < len(ends) or not len(known):
            return None
        now = read_clocks()
        if now.real is not None and (np.abs(known - now.real) < _YEAR).all():
            return "real"
        near = now.monotonic is not None and (known < now.monotonic + _YEAR).all() and (known > 0).all()
        return "monotonic" if place.name is not None and near else None


def _may_be_deadline(place: Place) -> bool:
    """A number whose name says something else is none, and need not be read."""
    return place.name is None or _NAMED.search(place.name) is not None


def _is_deadline(place: Place, ends: NDArray[np.float64], clock: str) -> bool:
    if place.name is not None:
        return True
    now = read_clocks().at(clock)
    return now is not None and bool((ends > now).any())
