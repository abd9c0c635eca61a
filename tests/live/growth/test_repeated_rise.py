"""Rises that come again after equal times: found with their period, and not where they come back or settle."""

import numpy as np
import pytest

from sparsemem.live.growth.measured_series import Values
from sparsemem.live.growth.repeated_rise import find_repeated_rise

NIGHT = 40


def nightly(points: int, noise: float = 0.03, part: float = 0.25, period: float = NIGHT) -> Values:
    """Goes up by one in a part of each period."""
    at = np.arange(points) + 7.0
    return (
        at // period
        + np.minimum(at % period / period / part, 1)
        + noise * np.random.default_rng(1).normal(size=points)
    )


@pytest.mark.parametrize("period", [NIGHT, 17.0, 24.4])
@pytest.mark.parametrize("part", [0.05, 0.25, 0.45])
def test_the_period_is_found_and_what_a_point_adds(period: float, part: float) -> None:
    found = find_repeated_rise(nightly(390, part=part, period=period))
    assert found is not None
    assert found.period == pytest.approx(period, rel=0.05)
    assert found.each == pytest.approx(1 / period, rel=0.1)
    assert found.begin == 0


def test_four_periods_are_enough_and_three_are_not() -> None:
    assert find_repeated_rise(nightly(4 * NIGHT)) is not None
    assert find_repeated_rise(nightly(3 * NIGHT)) is None


def test_a_start_before_it_is_passed_over() -> None:
    values = nightly(400)
    values += 30 * np.minimum(np.arange(400) / 60, 1)
    found = find_repeated_rise(values)
    assert found is not None
    assert found.begin == 100


def test_a_long_series_is_read_with_neighbours_put_together() -> None:
    found = find_repeated_rise(nightly(9_000, period=600))
    assert found is not None
    assert found.period == pytest.approx(600, rel=0.05)


@pytest.mark.parametrize(
    "values",
    [
        np.arange(300) * 0.02 + np.random.default_rng(2).normal(size=300),
        np.arange(300) % NIGHT / NIGHT,
        1 - np.exp(-np.arange(300) / 60),
        1 - 0.6 ** (np.arange(300) // 30),
        np.minimum(np.arange(300) // 30, 4) + 0.0,
        np.random.default_rng(3).normal(size=300).cumsum(),
        np.arange(300) % NIGHT / NIGHT + np.arange(300) // NIGHT * 0.5,
        np.zeros(300),
        np.arange(12.0),
    ],
    ids=["line", "saw-tooth", "warm-up", "steps that settle", "steps that end", "walk", "falls back", "even", "few"],
)
def test_other_courses_have_none(values: Values) -> None:
    assert find_repeated_rise(values) is None
