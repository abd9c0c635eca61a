"""The seconds since 1970 of many `datetime.datetime` objects at once.

Layouts of CPython 3.11 to 3.15: `PyDateTime_DateTime` and `PyDateTime_Delta` in Include/datetime.h,
`PyDateTime_TimeZone` in Modules/_datetimemodule.c.
"""

import time

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.memory.memory_access import Addresses

DATETIME = "datetime.datetime"
_TIMEZONE = "datetime.timezone"
_FIRST, _HAS_ZONE, _WORDS = 24, 0, 3
"""Where the flag stands whether there is a zone, and behind it the ten bytes of the time; words from there on."""
_ZONE, _OFFSET, _DAYS = 16, 16, 24
"""Bytes from that word on to the zone; in a zone the difference to UTC, and in that its days and seconds."""


def seconds(objects: HeapObjects, some: Addresses) -> NDArray[np.float64]:
    """NaN where the zone is none of a fixed difference to UTC.

    Without a zone it may be the time of this machine or UTC: the later one, so that nothing is past that may not be.
    """
    rows = objects.rows(some + np.uint64(_FIRST), _WORDS)
    parts = rows.view(np.uint8).reshape(len(rows), 8 * _WORDS).astype(np.int64)
    years = (parts[:, 1] << 8 | parts[:, 2]) - 1970
    months = (years * 12 + parts[:, 3] - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + parts[:, 4] - 1
    microseconds = parts[:, 8] << 16 | parts[:, 9] << 8 | parts[:, 10]
    found = days * 86_400.0 + parts[:, 5] * 3_600 + parts[:, 6] * 60 + parts[:, 7] + microseconds / 1e6
    return found - np.where(parts[:, _HAS_ZONE] == 0, _least_offset(), _offsets(objects, rows[:, _ZONE // 8]))


def _least_offset() -> float:
    """What to take from a time without a zone."""
    return min(time.localtime().tm_gmtoff, 0)


def _offsets(objects: HeapObjects, zones: Addresses) -> NDArray[np.float64]:
    """Seconds from UTC of each zone, NaN where it is of another kind."""
    every, of = np.unique(zones, return_inverse=True)
    found: NDArray[np.float64] = np.array([_offset(objects, zone) for zone in every.tolist()])[of]
    return found


def _offset(objects: HeapObjects, zone: int) -> float:
    if objects.type_name(zone) != _TIMEZONE:
        return float("nan")
    raw = bytes(objects.memory.span(objects.word(zone + _OFFSET) + _DAYS, 8))
    days, rest = np.frombuffer(raw, np.int32, 2).tolist() if len(raw) == 8 else (0, 0)
    return float(days * 86_400 + rest)
