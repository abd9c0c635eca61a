"""Patterns of series from other generators than the bounds were chosen by: further curves, steps and noise."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from sparsemem.live.growth.measured_series import Series, Values
from sparsemem.live.growth.named_pattern import GROWING, name_pattern
from sparsemem.units import MB

Made = tuple[Values, float]
"""The course, and what of it the noise is measured by; megabytes."""
EACH = 34
SEED = 11


def _noise(source: Generator, points: int) -> Values:
    """Of standard deviation 1: normal, with heavier ends, even, or such that keeps half of its last value."""
    kind = source.integers(0, 4)
    if kind == 1:
        return source.laplace(0, 0.5**0.5, points)
    if kind == 2:
        return source.uniform(-(3**0.5), 3**0.5, points)
    values = source.normal(0, 1, points)
    for at in range(1, points if kind == 3 else 0):
        values[at] = 0.5 * values[at - 1] + 0.75**0.5 * values[at]
    return values


def _steady(source: Generator, points: int) -> Made:
    return np.zeros(points), source.uniform(1, 20)


def _warm_up(source: Generator, points: int) -> Made:
    at, reach, kind = np.arange(points) / points, source.uniform(20, 400), source.integers(0, 3)
    if kind == 0:
        return reach * (1 - np.exp(-at / source.uniform(0.03, 0.12))), reach
    if kind == 1:
        return reach * np.minimum(at / source.uniform(0.1, 0.45), 1), reach
    return reach / (1 + np.exp(-(at - source.uniform(0.15, 0.3)) / source.uniform(0.02, 0.05))), reach


def _linear(source: Generator, points: int) -> Made:
    begin, reach = source.choice([0.0, source.uniform(0.35, 0.6)]), source.uniform(20, 300)
    return reach * np.maximum(np.arange(points) / points - begin, 0) / (1 - begin), reach


def _doubling(source: Generator, points: int) -> Made:
    """A table that is made anew when two thirds of it are taken, three times at least."""
    most = source.uniform(0.7, 1.4) * 2.0 ** source.integers(5, 8)
    entries = 1 + np.arange(points) / points * most * 2
    sizes = 2.0 ** np.ceil(np.log2(np.maximum(entries * 1.5, 8))) * source.uniform(0.5, 4)
    return sizes, float(np.ptp(sizes))


def _step_down(source: Generator, points: int) -> Made:
    height, steps = source.uniform(20, 200), source.integers(1, 4)
    places = source.choice(np.arange(points // 5, points * 17 // 20, points // 8), steps, replace=False)
    falls = (height * source.uniform(0.7, 1.2) * (np.arange(points) >= place) for place in places)
    return height * steps - np.sum(list(falls), axis=0), height


def _teeth(source: Generator, points: int) -> Made:
    period, height = source.uniform(points / 14, points / 5), source.uniform(20, 300)
    return height * ((np.arange(points) + source.uniform(0, period)) % period) / period, height


def _spike(source: Generator, points: int) -> Made:
    height, width = source.uniform(50, 400), max(points * source.uniform(0.02, 0.1), 2)
    since, kind = np.arange(points) - int(points * source.uniform(0.2, 0.75)), source.integers(0, 3)
    if kind == 0:
        return height * ((since >= 0) & (since < width)), height
    if kind == 1:
        return height * np.exp(-2 * (since / width) ** 2), height
    return height * np.where(since < 0, 0, np.exp(-np.maximum(since, 0) / width)), height


def _periodic(source: Generator, points: int) -> Made:
    period, height = int(source.uniform(points / 14, points / 6)), source.uniform(10, 80)
    at = np.arange(points)
    tooth = source.choice([0.0, source.uniform(2.5, 4)]) * (at % period) / period
    return height * (at // period + tooth), height


def _nightly(source: Generator, points: int) -> Made:
    """Rises in a part of each period, is level in the rest, and may have come up from a start before."""
    period, height = source.uniform(10, points / 5), source.uniform(5, 60)
    part, at = source.uniform(0.1, 0.45), np.arange(points) + source.uniform(0, 100)
    start = source.choice([0.0, source.uniform(1, 4)]) * (1 - np.exp(-np.arange(points) / (points * 0.04)))
    return height * (at // period + np.minimum(at % period / period / part, 1) + start), height


def _settling_steps(source: Generator, points: int) -> Made:
    """Steps after equal times, each a part of the one before: it comes to rest."""
    period, height = points / source.uniform(7, 12), source.uniform(40, 300)
    return height * (1 - source.uniform(0.5, 0.7) ** (np.arange(points) // period)), height


KINDS: tuple[tuple[str, Callable[[Generator, int], Made]], ...] = (
    ("steady", _steady),
    ("warm-up", _warm_up),
    ("linear growth", _linear),
    ("doubling steps", _doubling),
    ("step-down", _step_down),
    ("saw-tooth", _teeth),
    ("spike", _spike),
    ("periodic growth", _periodic),
    ("periodic growth", _nightly),
    ("warm-up", _settling_steps),
)


def _series(source: Generator, make: Callable[[Generator, int], Made]) -> Series:
    points = int(source.integers(60, 400))
    course, moves = make(source, points)
    noise = _noise(source, points) * moves * source.choice([0, 0.005, 0.01, 0.02, 0.04])
    values = np.round((source.uniform(30, 2_000) + course + noise) * MB / 4096) * 4096
    seconds = np.cumsum(source.uniform(0.9, 1.1, points)) * source.choice([0.1, 1, 60])
    return Series("rss_bytes", seconds, values)


def test_at_least_95_percent_are_named_rightly_and_no_innocent_one_is_called_a_leak() -> None:
    source = np.random.default_rng(SEED)
    told = [(kind, name_pattern(_series(source, make)).name) for kind, make in KINDS for _ in range(EACH)]
    wrong = [one for one in told if one[0] != one[1]]
    assert [one for one in wrong if one[1] in GROWING and one[0] not in GROWING] == []
    assert [one for one in wrong if one[0] == "linear growth"] == []
    assert len(wrong) <= 0.05 * len(told), wrong
