"""The records of a cache that is written in Rust: which of their words are the key, the value and the deadline.

A compiler may put the fields in any order. A word that leads to an object in every record is a reference. One that is
a second of the real clock, no farther than a year from now, with fewer than 1,000,000,000 nanoseconds behind it, is a
`SystemTime` (library/std/src/sys/pal/unix/time.rs); an `Option` of it that is none has more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.cache import Deadlines
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses, words

_WORDS, _ASKED = 10, 16
"""Words of a record that are looked at, and records in which."""
_NANOSECONDS = 10**9
_YEAR = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Records:
    """The records of all entries of one cache."""

    addresses: Addresses
    pairs: Addresses
    """Key and value of each, shape (n, 2)."""
    asked: Addresses
    """Some of them as they are, shape (m, 10)."""

    def deadlines(self, inspection: Inspection, now: float | None) -> Deadlines | None:
        """When each entry expires by the real clock, which shows `now`; None where no word says so."""
        column = self._column(round(now)) if now is not None else None
        if column is None:
            return None
        seconds, parts = (inspection.objects.pointers(self.addresses, 8 * at) for at in (column, column + 1))
        nanoseconds = (parts & np.uint64(0xFFFFFFFF)).astype(np.float64)
        ends = np.where(nanoseconds < _NANOSECONDS, seconds + nanoseconds / _NANOSECONDS, np.nan)
        return Deadlines(self.pairs[:, 0], ends, "real")

    def _column(self, now: int) -> int | None:
        never = self.asked[:, 1:] & np.uint64(0xFFFFFFFF) >= _NANOSECONDS
        near = np.abs(self.asked[:, :-1].astype(np.int64) - now) < _YEAR
        fits = np.flatnonzero((near | never).all(axis=0) & near.any(axis=0))
        return int(fits[0]) if len(fits) else None


def read_records(inspection: Inspection, addresses: Addresses) -> Records | None:
    """The records that begin at some addresses; None where these do not all have a key and a value."""
    some = addresses[:: max(len(addresses) // _ASKED, 1)]
    asked = words(inspection.objects.memory.gather(some, _WORDS * 8)[0])
    are = _are_objects(inspection, asked.reshape(-1)).reshape(asked.shape)
    columns = np.flatnonzero(are.all(axis=0))[:2].tolist()
    pairs = [inspection.objects.pointers(addresses, 8 * column) for column in columns]
    if len(pairs) < 2 or not all(_are_objects(inspection, column).all() for column in pairs):
        return None
    return Records(addresses, np.stack(pairs, axis=1), asked)


def _are_objects(inspection: Inspection, some: Addresses) -> NDArray[np.bool_]:
    """Which of some words lead to an object: small ints and None stand in no block of the heap, but have a type."""
    types = inspection.objects.pointers(some, 8)
    return np.isin(types, np.array(list(inspection.objects.kinds.number_at), np.uint64))
