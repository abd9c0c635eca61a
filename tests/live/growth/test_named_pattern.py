"""Patterns of series that were made with a known one, and of innocent ones of many kinds."""

from collections.abc import Iterator

import numpy as np
import pytest

from sparsemem.live.growth.growing_tail import slope_of
from sparsemem.live.growth.measured_series import Series, Values, noise_of
from sparsemem.live.growth.named_pattern import GROWING, name_pattern
from sparsemem.units import MB
from tests.live.growth.made_series import KINDS, made

TRUTH = {
    "flat": "steady",
    "plateau": "warm-up",
    "linear": "linear growth",
    "late": "linear growth",
    "after warm-up": "linear growth",
    "doubling": "doubling steps",
    "step-down": "step-down",
    "teeth": "saw-tooth",
    "leaking teeth": "periodic growth",
    "leaking steps": "periodic growth",
    "spike": "spike",
}
SEEDS = range(1_000, 1_020)
"""Others than those that the bounds were chosen by."""


def test_at_least_95_percent_of_220_series_are_named_rightly_and_no_innocent_one_is_called_a_leak() -> None:
    told = [(kind, seed, name_pattern(made(kind, seed)).name) for kind in KINDS for seed in SEEDS]
    wrong = [one for one in told if one[2] != TRUTH[one[0]]]
    accused = [one for one in wrong if one[2] in GROWING and TRUTH[one[0]] not in GROWING]
    assert len(told) >= 200
    assert accused == []
    assert len(wrong) <= 0.05 * len(told), wrong


def innocents(rng: np.random.Generator, points: int) -> Iterator[tuple[str, Values]]:
    """What goes up and down, or settles, in ways that the others do not."""
    x, white = np.arange(points), rng.standard_normal(points)
    yield "jobs", 100 + 50.0 * ((x % (points // 7)) < 3) + white / 2
    yield "two levels", 100 + 20.0 * ((x // (points // 6)) % 2) + white / 3
    yield "days", 100 + 10 * np.sin(x / points * 2 * np.pi * rng.uniform(2.5, 6)) + white / 3
    yield "two caches", 100 + 50.0 * (x > points * 0.1) + 50.0 * (x > points * 0.3) + white
    yield "cache that fills", 100 + 80 * np.minimum(x / (points * 0.7), 1) + white / 2
    yield "logarithm", 100 + 20 * np.log1p(np.minimum(x, points / 2)) + white / 2
    yield "given back", 200 - 100 * np.minimum(x / points * 2, 1) + white
    yield "pages", np.round(100 + white * 0.6)
    yield "nothing moves", np.full(points, 100.0)
    teeth = (x % (points // 6)) / (points // 6)
    yield "teeth behind a rise", np.round(20 + rng.uniform(2, 20) * (x > points * 0.3) + teeth, 2)
    yield "filled and emptied", 17 + 0.8 * (x > 5) + 0.047 * ((x % 11) < 5) + (x > points * 0.7) * 0.02


@pytest.mark.parametrize("seed", range(12))
def test_innocent_series_are_never_called_a_leak(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = int(rng.integers(60, 400))
    for name, values in innocents(rng, points):
        pattern = name_pattern(Series("rss_bytes", np.arange(points, dtype=float), values * MB))
        assert pattern.name not in GROWING, name


def test_too_few_values_have_no_pattern() -> None:
    assert name_pattern(Series("rss_bytes", np.arange(11.0), np.arange(11.0) * MB)).name == "open"


def test_the_pace_of_a_leak_is_told_a_point_and_where_it_begins() -> None:
    rng = np.random.default_rng(3)
    values = 100 * MB + np.maximum(np.arange(200) - 100, 0) * 50_000.0 + rng.standard_normal(200) * 20_000
    pattern = name_pattern(Series("rss_bytes", np.arange(200.0), values))
    assert pattern.name == "linear growth"
    assert pattern.each == pytest.approx(50_000, rel=0.05)
    assert pattern.begin == pytest.approx(100, abs=5)


@pytest.mark.parametrize("noise", [0, 20_000])
def test_a_slope_with_tables_of_two_kinds_is_growth_wherever_the_watch_ends(noise: float) -> None:
    """As the vocabulary of spaCy grows: one kind is made anew at three fifths of a power of two, one at a third."""
    rng = np.random.default_rng(1)
    words = 1_500.0 * np.arange(1, 141)
    shared, addresses = (32 * 2.0 ** np.ceil(np.log2(words / share)) for share in (0.6, 0.33))
    values = 60 * MB + 212 * words + shared + addresses + rng.normal(0, noise, len(words))
    for points in range(30, len(words) + 1):
        pattern = name_pattern(Series("rss_bytes", np.arange(points) * 0.3, values[:points]))
        assert pattern.name in GROWING, points


def test_noise_is_told_from_slopes_and_steps() -> None:
    rng = np.random.default_rng(5)
    values = np.arange(300) * 7.0 + 500.0 * (np.arange(300) > 150) + rng.standard_normal(300) * 3
    assert noise_of(values) == pytest.approx(3, rel=0.2)
    assert noise_of(np.arange(300.0)) == 0


def test_the_error_of_a_slope_allows_for_noise_with_a_memory() -> None:
    rng = np.random.default_rng(7)
    white = rng.standard_normal(400)
    wandering = white.copy()
    for at in range(1, 400):
        wandering[at] += 0.8 * wandering[at - 1]
    scaled = wandering / wandering.std() * white.std()
    assert slope_of(scaled).error > 2 * slope_of(white).error


def _remembering(source: np.random.Generator, points: int) -> np.ndarray:
    """Noise of which each value keeps half of the one before."""
    values = source.normal(0, 1, points)
    for at in range(1, points):
        values[at] = 0.5 * values[at - 1] + 0.75**0.5 * values[at]
    return values


@pytest.mark.parametrize("height", [1.6, 2.0, 2.5])
def test_teeth_that_are_low_beside_their_climb_are_growth(height: float) -> None:
    source = np.random.default_rng(5)
    names = set()
    for _ in range(40):
        points = int(source.integers(60, 400))
        period, at = int(source.uniform(points / 14, points / 6)), np.arange(points)
        climb = at // period + height * (at % period) / period
        noise = source.normal(0, 1, points) * source.choice([0, 0.01, 0.04])
        names.add(name_pattern(Series("rss_bytes", at * 1.0, (300 + 40 * (climb + noise)) * MB)).name)
    assert "periodic growth" in names
    assert names <= GROWING


def test_a_plateau_whose_noise_remembers_is_no_growth() -> None:
    source = np.random.default_rng(6)
    for _ in range(150):
        points = int(source.integers(60, 400))
        at, reach = np.arange(points), source.uniform(20, 400)
        level = 1 - np.exp(-at / (points * source.uniform(0.03, 0.12)))
        values = source.uniform(30, 2_000) + reach * (
            level + _remembering(source, points) * source.choice([0.01, 0.04])
        )
        assert name_pattern(Series("rss_bytes", at * 1.0, values * MB)).name not in GROWING


@pytest.mark.parametrize(("step", "begins"), [(4.0, (0, 10)), (-40.0, (100, 115))], ids=["up", "down"])
def test_growth_goes_on_through_a_table_that_is_made_anew_and_begins_after_a_fall(
    step: float, begins: tuple[int, int]
) -> None:
    at = np.arange(200)
    noise = np.random.default_rng(1).normal(0, 0.05, 200)
    found = name_pattern(Series("rss_bytes", at * 1.0, (50 + 0.4 * at + step * (at >= 100) + noise) * MB))
    assert found.name == "linear growth"
    assert begins[0] <= found.begin <= begins[1]
    assert found.each == pytest.approx(0.4 * MB, rel=0.05)
