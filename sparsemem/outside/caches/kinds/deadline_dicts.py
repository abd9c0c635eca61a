"""Caches that are made by hand: dicts whose values carry the second in which they expire, or when they were made and
how long they live.

A number says that it is a deadline by its name, or by lying in the future: by the real clock where it is no farther
than a year from now, by the monotonic one, which shows numbers as any others, where it looks like a reading of it.
Numbers without a name that are all past may as well say when an entry was made: what they are has to be told by the
source (`deadline_source`).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.cache import Cache, Deadlines, Table
from sparsemem.outside.caches.kinds.entry_numbers import EntryNumbers, Place
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.caches.reading.timers import read_clocks
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.memory.memory_access import Addresses

_NAMED = re.compile(r"expir|deadline|valid_until|valid_till|not_after|stale_at|evict_at|^exp$|^until$", re.IGNORECASE)
_MADE = re.compile(r"^(ts|t0|born)$|timestamp|created|stored|cached_at|added|inserted|fetched|set_at", re.IGNORECASE)
_LIVES = re.compile(r"ttl|time_to_live|lifetime|max_?age|expires?_(in|after)|valid_for", re.IGNORECASE)
_LEAST = 128
"""Entries of a dict that is looked at."""
_ASKED = 32
_DAY, _YEAR = 86_400.0, 366 * 86_400.0
_OFTEN = 0.9
_ITEMS = ("tuple", "list")
"""Values whose numbers have no name."""
_DICTS = ("dict", "collections.OrderedDict", "collections.defaultdict")


def find_deadline_dicts(inspection: Inspection, known: Collection[int]) -> Iterator[Cache]:
    """The dicts of at least 128 entries whose values carry deadlines, apart from the known tables of other caches."""
    objects = inspection.objects
    dicts = objects.named(*_DICTS)
    dicts = dicts[~np.isin(dicts, np.array(list(known), np.uint64))]
    large = dicts[objects.pointers(dicts, 16) >= _LEAST]
    reading = _Reading(inspection, EntryNumbers(inspection))
    for address in large.tolist():
        for deadlines in reading.deadlines(objects.entries(address)):
            ordered = objects.type_name(address) == "collections.OrderedDict"
            table = Table(address, "ordered" if ordered else "dict")
            yield Cache("dict of deadlines", address, (table,), len(deadlines.keys), deadlines=deadlines)


@dataclass(frozen=True, slots=True)
class _Reading:
    inspection: Inspection
    numbers: EntryNumbers

    def deadlines(self, entries: Addresses) -> list[Deadlines]:
        """When each of some entries expires; none where their values carry no such number, and each number that may
        be it where that is not proved."""
        some, unproved = sample(entries, _ASKED)[:, 1], []
        places = list(self.numbers.places(some))
        for place in filter(_may_be_deadline, places):
            clock = self._clock(place, self.numbers.read(some, place))
            if clock is not None:
                ends = self.numbers.read(entries[:, 1], place)
                if _is_deadline(place, ends, clock):
                    return [Deadlines(entries[:, 0], ends, clock)]
                if place.kind in _ITEMS:
                    unproved.append(Deadlines(entries[:, 0], ends, clock, unproved=place.at))
        aged = self._from_ages(entries, some, places)
        return unproved if aged is None else [aged]

    def _from_ages(self, entries: Addresses, some: Addresses, places: list[Place]) -> Deadlines | None:
        """The same of values that carry when they were made and how long they live."""
        made = next((one for one in places if _is_called(one, _MADE)), None)
        lives = next((one for one in places if _is_called(one, _LIVES)), None)
        if made is None or lives is None:
            return None
        clock = self._clock(made, self.numbers.read(some, made))
        if clock is None:
            return None
        ends = self.numbers.read(entries[:, 1], made) + self.numbers.read(entries[:, 1], lives)
        return Deadlines(entries[:, 0], ends, clock)

    def _clock(self, place: Place, ends: NDArray[np.float64]) -> str | None:
        """The clock that could show such numbers."""
        known = ends[~np.isnan(ends)]
        if len(known) * 2 < len(ends) or not len(known):
            return None
        now = read_clocks()
        if now.real is not None and (np.abs(known - now.real) < _YEAR).all():
            return "real"
        if now.monotonic is None:
            return None
        near = (known < now.monotonic + _YEAR).all() and (known > 0).all()
        return "monotonic" if near and (place.name is not None or _are_readings(known, now.monotonic)) else None


def _may_be_deadline(place: Place) -> bool:
    """A number whose name says something else is none, and need not be read."""
    return place.name is None or (_is_called(place, _NAMED) and not _is_called(place, _LIVES))


def _is_called(place: Place, name: "re.Pattern[str]") -> bool:
    return place.name is not None and name.search(place.name) is not None


def _are_readings(numbers: NDArray[np.float64], now: float) -> bool:
    """Whether numbers in the order of their entries look like readings of the monotonic clock with one and the same
    time added: they never fall, lie near what it shows, and have more digits than anybody writes."""
    near = (numbers > now / 2) & (numbers < now + _DAY)
    fine = np.abs(numbers * 1000 - np.round(numbers * 1000)) > 1e-6
    return bool(near.all() and (np.diff(numbers) >= 0).all() and fine.mean() >= _OFTEN)


def _is_deadline(place: Place, ends: NDArray[np.float64], clock: str) -> bool:
    if place.name is not None:
        return True
    now = read_clocks().at(clock)
    return now is not None and bool((ends > now).any())
