"""Whether a series goes up again and again, after equal times, in a part of each and by about as much.

A leak of every night is still flat at noon: pieces of it look like a plateau, and all of it like a line. It is found
by folding: what a line through it leaves is laid over itself, period by period, for many periods.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.live.growth.growing_tail import slope_of
from sparsemem.live.growth.level_changes import are_alike
from sparsemem.live.growth.measured_series import Values

_LEAST_PERIODS, _LEAST_POINTS = 4, 4
"""Fewer periods, or points in one, say nothing of what comes again."""
_MOST_POINTS = 1000
"""Neighbours of a longer series are put together: the time taken goes with the square."""
_EXPLAINED, _AS_WELL = 0.75, 0.1
"""Of the variance about the line, what the place in the period must explain; the shortest period of those that
explain about as much as the best is taken, as its multiples do."""
_IN_HALF, _COMES_BACK = 0.9, 0.25
"""Of what a period adds: what its steeper half must, and the most that may come back within it."""
_LEAST_RISE, _GOES_ON = 0.3, 0.75
"""Of the mean rise, that each period must have; of the rises of the first half, that those of the second must be on
average: else it settles."""


@dataclass(frozen=True, slots=True)
class RepeatedRise:
    """Points from a rise to the next, what a point adds on average, and the point from which on that is so."""

    period: float
    each: float
    begin: int


def find_repeated_rise(values: Values) -> RepeatedRise | None:
    """None where there is no such period, or where what comes again is no rise, or one that also comes back. What
    comes before is passed over: a quarter or half of the points."""
    for begin in (0, len(values) // 4, len(values) // 2):
        period = _find_rise(values[begin:])
        if period is not None:
            return RepeatedRise(period, slope_of(values[begin:]).each, begin)
    return None


def _find_rise(values: Values) -> float | None:
    """The period of a rise that all of the values have."""
    together = -(-len(values) // _MOST_POINTS)
    some = values[len(values) % together :].reshape(-1, together).mean(axis=1)
    period = _find_period(some)
    if period is None or not _rises_each_time(some, period) or not _in_part(some, period):
        return None
    return period * together


def _find_period(values: Values) -> float | None:
    rest = values - values.mean() - slope_of(values).each * (np.arange(len(values)) - (len(values) - 1) / 2)
    variance = float(rest @ rest) / (len(rest) - 1)
    if not variance:
        return None
    explained = [(_explained(rest, variance, period), period) for period in _periods(len(values))]
    best = max(explained, default=(0.0, 0.0))[0]
    return min(period for share, period in explained if share >= best - _AS_WELL) if best >= _EXPLAINED else None


def _periods(points: int) -> Iterator[float]:
    """A quarter of a period more or less over the whole time from each to the next."""
    for quarters in range(4 * _LEAST_PERIODS, 4 * points // _LEAST_POINTS + 1):
        yield 4 * points / quarters


def _explained(rest: Values, variance: float, period: float) -> float:
    """Which share of the variance the mean of each place in the period explains, its degrees of freedom allowed
    for."""
    place, places = _places(len(rest), period)
    sums, counts = np.bincount(place, rest, places), np.bincount(place, minlength=places)
    within = float(rest @ rest - (sums * sums / np.maximum(counts, 1)).sum())
    return 1 - within / (len(rest) - places) / variance


def _places(points: int, period: float) -> tuple[NDArray[np.int64], int]:
    places = int(period)
    return np.minimum(np.arange(points) / period % 1 * places, places - 1).astype(np.int64), places


def _rises_each_time(values: Values, period: float) -> bool:
    ends = np.round(np.arange(len(values) - 1, -1, -period)).astype(np.int64)[::-1]
    rises = np.diff(values[ends])
    early, late = float(rises[: len(rises) // 2].mean()), float(rises[len(rises) // 2 :].mean())
    goes_on = late > _GOES_ON * early and float(rises.min()) > _LEAST_RISE * float(rises.mean())
    return goes_on and are_alike(rises.tolist())


def _in_part(values: Values, period: float) -> bool:
    """Whether a part of the period has all of the rise, and it is not the climb of a saw-tooth."""
    place, places = _places(len(values), period)
    counts = np.maximum(np.bincount(place[1:], minlength=places), 1)
    added = np.bincount(place[1:], np.diff(values), places) / counts
    course, rise = np.cumsum(np.tile(added, 2)), float(added.sum())
    back = float((np.maximum.accumulate(course) - course).max())
    steep = float(np.sort(added)[places // 2 :].sum())
    return steep >= _IN_HALF * rise and back <= _COMES_BACK * rise
