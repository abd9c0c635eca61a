"""The series in the file of a watch: RSS, live heap, parts of the ledger, and the counters of its marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sparsemem.live.growth.measured_series import LEAST_POINTS, Series
from sparsemem.live.watch_file import Entry, WatchRecord
from sparsemem.model import Moment
from sparsemem.model.codec import decode


@dataclass(frozen=True, slots=True)
class WatchedSeries:
    """What was watched. The first of `sizes` is the RSS; counters are of the marks that name them."""

    started: float
    """By the clock, in seconds since 1970."""
    sizes: tuple[Series, ...]
    counters: tuple[Series, ...]
    marks: int


def series_of(record: WatchRecord) -> WatchedSeries:
    """Of a watch, at work or ended. RSS is that of the marks where there are enough, else that of the samples."""
    at_marks = [entry for entry in record.marks if entry.get("rss_bytes") is not None]
    many = len(at_marks) >= LEAST_POINTS
    rss = _series("rss_bytes", at_marks if many else record.samples, "rss_bytes", at_marks=many)
    sizes = (rss, *_of_marks(at_marks), *_of_looks(record.looks))
    return WatchedSeries(record.head.get("started", 0.0), sizes, tuple(_counters(record.marks)), len(record.marks))


def _series(name: str, entries: "tuple[Entry, ...] | list[Entry]", key: str, at_marks: bool) -> Series:
    kept = [entry for entry in entries if entry.get(key) is not None]
    seconds = np.array([entry["seconds"] for entry in kept], float)
    return Series(name, seconds, np.array([entry[key] for entry in kept], float), at_marks=at_marks)


def _of_marks(marks: list[Entry]) -> Iterator[Series]:
    """The live heap as the allocators counted it at each mark, where the watch was asked to."""
    found = _series("live_bytes", marks, "live_bytes", at_marks=True)
    if len(found.values) >= LEAST_POINTS:
        yield found


def _of_looks(looks: tuple[Entry, ...]) -> Iterator[Series]:
    """The live heap and each part of the ledger that is not nothing, look by look."""
    moments = [(look["seconds"], decode(Moment, look["moment"])) for look in looks]
    told: dict[str, list[tuple[float, int]]] = {}
    for seconds, moment in moments:
        parts = moment.ledger.told_parts() if moment.ledger else []
        for name, size in [("live_bytes at looks", moment.live_bytes), *parts]:
            if size is not None:
                told.setdefault(name, []).append((seconds, size))
    for name, pairs in told.items():
        seconds, sizes = np.array(pairs, float).T
        yield Series(name, seconds, sizes)


def _counters(marks: tuple[Entry, ...]) -> Iterator[Series]:
    told: dict[str, list[tuple[float, Any]]] = {}
    for mark in marks:
        for name, value in mark["counters"].items():
            told.setdefault(name, []).append((mark["seconds"], value))
    for name, pairs in told.items():
        seconds, values = np.array(pairs, float).T
        yield Series(name, seconds, values, is_bytes=False, at_marks=True)
