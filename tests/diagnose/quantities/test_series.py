"""A quantity over the scales, and the line through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.diagnose.quantities.series import Series, at, model_sweep, series
from sparsemem.model import Line
from sparsemem.model.fitted_line import fit, slope
from sparsemem.units import MB
from sweeps import moment, run, sweep


def test_the_line_through_exact_points_is_exact() -> None:
    assert fit(((1, 70), (2, 120), (3, 170), (4, 220))) == Line(20, 50, 0.843)


def test_proportional_growth_has_the_exponent_one_and_squares_two() -> None:
    proportional, squares = fit(((1, 50), (2, 100), (4, 200))), fit(((1, 10), (2, 40), (4, 160)))
    assert proportional == Line(0, 50, 1.0)
    assert squares is not None
    assert squares.exponent == 2.0


def test_one_odd_run_in_five_does_not_move_the_line() -> None:
    clean = fit(((1, 100), (2, 200), (3, 300), (4, 400), (5, 500)))
    odd = fit(((1, 100), (2, 200), (3, 9000), (4, 400), (5, 500)))
    assert clean == odd == Line(0, 100, 1.0)


def test_the_slope_is_the_median_over_all_pairs() -> None:
    # Slopes of the six pairs: 10, 5, 40/3, 0, 15, 30: their median is (10 + 40/3) / 2.
    assert slope(((1, 0), (2, 10), (3, 10), (4, 40))) == pytest.approx((10 + 40 / 3) / 2)


@pytest.mark.parametrize("points", [(), ((2, 100),)])
def test_fewer_than_two_points_have_no_line(points: tuple[tuple[int, int], ...]) -> None:
    assert fit(points) is None
    assert Series(points).grows is None


@pytest.mark.parametrize("value", [0, -5])
def test_what_is_not_positive_has_no_exponent(value: int) -> None:
    found = fit(((1, value), (2, 100)))
    assert found is not None
    assert found.exponent is None


@given(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(1, 50), min_size=2, max_size=6, unique=True),
)
def test_any_line_is_found_again(intercept: int, rate: int, scales: list[int]) -> None:
    found = fit(tuple((scale, intercept + rate * scale) for scale in sorted(scales)))
    assert found is not None
    assert (found.intercept_bytes, found.slope_bytes) == (intercept, rate)


@pytest.mark.parametrize(
    ("points", "grows"),
    [
        (((1, 10), (4, 40)), True),
        (((1, 100), (4, 100)), False),
        (((1, 75), (4, 100)), True),
        (((1, 76), (4, 100)), False),
        (((1, 100), (4, 50)), False),
        (((1, 0), (4, 0)), False),
        (((1, 0), (4, 8)), True),
        (((1, 100), (2, 100), (3, 100), (4, 100), (5, 900)), False),
    ],
)
def test_what_grows_with_the_data(points: tuple[tuple[int, int], ...], grows: bool) -> None:
    assert Series(points).grows is grows


def test_repeats_count_by_their_median_and_unknown_ones_not_at_all() -> None:
    sizes = [(1, 10), (1, 30), (1, 11), (2, 20), (2, 22)]
    runs = [run(scale, i, end=moment(size * MB)) for i, (scale, size) in enumerate(sizes)]
    unknown = run(2, 9, end=moment(5 * MB), after_trim=None)
    measured = sweep(*runs, unknown)
    assert series(measured, at("end", "anonymous_bytes")).points == ((1, 11 * MB), (2, 20 * MB))
    assert series(measured, at("after_trim", "anonymous_bytes")).points == ((1, 11 * MB), (2, 21 * MB))


def test_runs_that_failed_or_never_reached_their_end_do_not_count() -> None:
    runs = [run(1), run(2, outcome="failed"), run(3, end=None), run(4, outcome="timeout")]
    assert series(sweep(*runs), at("end", "rss_bytes")).points == ((1, moment().rss_bytes),)


def test_the_model_of_a_sweep_has_a_line_for_each_quantity() -> None:
    runs = [
        run(s, peak_rss=(100 + 50 * s) * MB, end=moment((10 + 20 * s) * MB, python_free_pools=15 * s * MB))
        for s in (1, 2, 4)
    ]
    model = model_sweep(sweep(*runs))
    assert model.rss_peak
    assert (model.rss_peak.intercept_bytes, model.rss_peak.slope_bytes) == (100 * MB, 50 * MB)
    assert model.rss_end
    assert (model.rss_end.intercept_bytes, model.rss_end.slope_bytes) == (10 * MB, 20 * MB)
    assert model.live_end
    assert (model.live_end.intercept_bytes, model.live_end.slope_bytes) == (10 * MB, 5 * MB)
    assert model.gap_end
    assert (model.gap_end.intercept_bytes, model.gap_end.slope_bytes) == (0, 15 * MB)


def test_a_quantity_that_is_unknown_has_no_line() -> None:
    runs = [run(s, end=moment(20 * s * MB, malloc_live=None)) for s in (1, 2)]
    model = model_sweep(sweep(*runs))
    assert (model.live_end, model.gap_end) == (None, None)
    assert model.rss_end is not None
