"""Forecasts beyond the sweep: exact for a line, wide enough for what is not one, and held against a limit."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sparsemem.diagnose.quantities.fitted_curve import fit_curve, student
from sparsemem.diagnose.quantities.prediction import predict, reached_at, tree_charged, tree_peak
from sparsemem.model import Moment, Prediction, Process, Run
from sparsemem.units import MB
from sweeps import moment, run, sweep

SIZES = st.integers(10, 100_000)


def grown(*sizes: int, scales: tuple[int, ...] = (1, 2, 3, 4)) -> list[Run]:
    """Runs whose peaks are these, in MB, all of it anonymous."""
    return [run(scale, end=moment(size * MB)) for scale, size in zip(scales, sizes, strict=True)]


def forecast(*sizes: int, limit: int | None = None, scales: tuple[int, ...] = (1, 2, 3, 4)) -> Prediction:
    found = predict(sweep(*grown(*sizes, scales=scales), scales=scales), None if limit is None else limit * MB)
    assert found is not None
    return found


def worker(pid: int, size: int | None, anonymous: int | None = 0, parent: int = 1) -> Process:
    last: Moment | None = None if anonymous is None else moment(anonymous)
    return Process(pid, parent, "worker", size, last)


def test_a_line_is_continued_exactly() -> None:
    found = forecast(30, 50, 70, 90)
    assert [(at.scale, at.peak_rss_bytes, at.charged_bytes) for at in found.at] == [
        (8, 170 * MB, 170 * MB),
        (16, 330 * MB, 330 * MB),
    ]


@given(SIZES, SIZES, st.lists(st.integers(1, 50), min_size=2, max_size=6, unique=True).map(sorted))
def test_any_line_is_continued_exactly_and_lies_in_its_interval(base: int, rate: int, scales: list[int]) -> None:
    found = forecast(*(base + rate * scale for scale in scales), scales=tuple(scales))
    for at, multiple in zip(found.at, (2, 4), strict=True):
        assert at.scale == multiple * scales[-1]
        assert at.peak_rss_bytes == pytest.approx((base + rate * at.scale) * MB, rel=1e-9, abs=1)
        assert at.low_bytes <= at.peak_rss_bytes <= at.high_bytes


@given(st.integers(50, 500), st.integers(20, 500), st.lists(st.floats(-0.005, 0.005), min_size=4, max_size=4))
def test_the_interval_holds_what_a_noise_of_half_a_percent_hides(base: int, rate: int, noise: list[float]) -> None:
    truth = {scale: base + rate * scale for scale in (1, 2, 3, 4, 8)}
    found = forecast(*(round(truth[scale] * (1 + noise[scale - 1]) * 1000) for scale in (1, 2, 3, 4)))
    assert found.at[0].low_bytes <= truth[8] * 1000 * MB <= found.at[0].high_bytes


@given(st.lists(SIZES, min_size=3, max_size=6))
def test_whatever_the_sizes_the_forecast_lies_between_its_bounds_and_none_is_negative(sizes: list[int]) -> None:
    found = forecast(*sizes, scales=tuple(range(1, len(sizes) + 1)))
    for at in found.at:
        assert 0 <= at.low_bytes <= at.peak_rss_bytes <= at.high_bytes
        assert at.charged_bytes >= 0


@pytest.mark.parametrize(
    ("constant", "rate", "square"), [(40, 0, 1), (40, 5, 4), (100, 20, 5), (10, 0, 10), (10, 100, 20)]
)
@pytest.mark.parametrize("scales", [(1, 2, 3, 4), (1, 2, 4, 8), (1, 2, 3, 4, 6)])
def test_what_grows_with_the_square_is_continued_so(
    constant: int, rate: int, square: int, scales: tuple[int, ...]
) -> None:
    truth = lambda scale: constant + rate * scale + square * scale * scale  # noqa: E731
    for at in forecast(*map(truth, scales), scales=scales).at:
        assert at.peak_rss_bytes == pytest.approx(truth(at.scale) * MB, rel=1e-6)
        assert truth(scales[-1]) * MB <= at.low_bytes <= at.peak_rss_bytes <= at.high_bytes
        assert at.charged_bytes == at.peak_rss_bytes


def test_the_interval_of_a_bend_holds_a_measured_truth() -> None:
    """A group-by of all pairs of two categories, in pandas 3: its peaks in MB at 1x to 4x, then at 8x and 16x."""
    eight, sixteen = forecast(119, 133, 146, 170).at
    assert eight.low_bytes <= 309 * MB <= eight.high_bytes < 450 * MB
    assert sixteen.low_bytes <= 890 * MB <= sixteen.high_bytes < 1800 * MB


@given(SIZES, st.integers(1, 10_000), st.floats(0.5, 1.0, exclude_max=True))
def test_the_steps_of_a_table_that_doubles_are_no_bend(base: int, entry: int, filled: float) -> None:
    sizes = [base + 100 * scale + entry * 2 ** math.ceil(math.log2(scale / filled)) for scale in (1, 2, 3, 4)]
    assert not fit_curve(tuple(enumerate(sizes, 1))).bends


@given(SIZES, st.integers(1, 5_000), st.lists(st.floats(-0.01, 0.01), min_size=4, max_size=4))
def test_noise_is_no_bend(base: int, rate: int, noise: list[float]) -> None:
    sizes = [round((base + rate * scale) * (1 + noise[scale - 1]) * 1000) for scale in (1, 2, 3, 4)]
    assert not fit_curve(tuple(enumerate(sizes, 1))).bends


def test_a_limit_is_reached_where_the_bend_is() -> None:
    found = forecast(15, 30, 55, 90, limit=390)
    assert found.limit_reached_at_scale == 9


def test_points_off_the_line_widen_the_interval_and_more_so_farther_out() -> None:
    straight, crooked = forecast(30, 50, 70, 90), forecast(30, 55, 65, 90)
    widths = [at.high_bytes - at.low_bytes for at in (*straight.at, *crooked.at)]
    assert widths[2] > 4 * widths[0]
    assert widths[3] > widths[2]


def test_one_odd_run_in_four_hardly_bends_the_forecast() -> None:
    assert forecast(30, 50, 90, 90).at[1].peak_rss_bytes == pytest.approx(330 * MB, rel=0.05)


def test_two_scales_have_a_forecast_that_is_less_certain_and_one_has_none() -> None:
    two, four = forecast(30, 50, scales=(1, 2)).at[1], forecast(30, 50, 70, 90).at[0]
    assert two.peak_rss_bytes == four.peak_rss_bytes == 170 * MB
    assert two.high_bytes - two.low_bytes > 2 * (four.high_bytes - four.low_bytes)
    assert predict(sweep(*grown(30, scales=(1,))), None) is None
    assert predict(sweep(), 100 * MB) is None


def test_what_shrinks_is_never_forecast_below_nothing() -> None:
    for at in forecast(90, 60, 30, 10).at:
        assert (at.peak_rss_bytes, at.low_bytes, at.charged_bytes) == (0, 0, 0)


def test_runs_that_failed_are_no_part_of_it() -> None:
    stopped = run(4, outcome="max_rss", end=moment(5000 * MB))
    found = predict(sweep(*grown(30, 50, 70, scales=(1, 2, 3)), stopped), None)
    assert found is not None
    assert [(at.scale, at.peak_rss_bytes) for at in found.at] == [(6, 130 * MB), (12, 250 * MB)]


@pytest.mark.parametrize(
    ("limit", "scale"),
    [
        (None, None),
        (30, 1),  # at the very first
        (31, 2),  # inside the sweep
        (70, 3),
        (90, 4),
        (91, 5),  # beyond it: by the line, and rounded up
        (110, 5),
        (111, 6),
        (330, 16),
        (331, 17),
    ],
)
def test_the_scale_at_which_a_limit_is_reached(limit: int | None, scale: int | None) -> None:
    found = forecast(30, 50, 70, 90, limit=limit)
    assert found.limit_reached_at_scale == scale
    assert found.limit_bytes == (limit and limit * MB)


@pytest.mark.parametrize("sizes", [(90, 90, 90, 90), (90, 80, 70, 60)])
def test_what_does_not_grow_never_reaches_a_limit_that_it_has_not_reached(sizes: tuple[int, ...]) -> None:
    assert forecast(*sizes, limit=100).limit_reached_at_scale is None


def test_what_was_measured_counts_for_more_than_the_line() -> None:
    points = ((1, 30 * MB), (2, 140 * MB), (3, 70 * MB), (4, 90 * MB))
    assert reached_at(points, 120 * MB) == 2
    # The line says that 4 reaches it, and 4 did not.
    assert reached_at(((1, 10), (2, 10), (3, 30), (4, 29)), 30) == 3
    assert reached_at(((1, 10), (2, 20), (3, 30), (4, 33)), 35) == 5


@given(st.lists(SIZES, min_size=2, max_size=5), SIZES)
def test_a_limit_is_reached_where_it_was_measured_or_else_beyond_the_sweep(sizes: list[int], limit: int) -> None:
    points = tuple(enumerate(sizes, 1))
    found = reached_at(points, limit)
    first = next((scale for scale, size in points if size >= limit), None)
    assert found == first if first else found is None or found > len(sizes)


@given(SIZES, st.integers(1, 1000), SIZES)
def test_a_larger_limit_is_reached_later(base: int, rate: int, limit: int) -> None:
    points = tuple((scale, base + rate * scale) for scale in (1, 2, 3, 4))
    assume(base > limit // 1000)
    one, other = reached_at(points, limit), reached_at(points, 2 * limit)
    assert one is not None
    assert other is not None
    assert one <= other


def test_the_peak_of_a_tree_is_the_root_s_and_that_of_each_other_process() -> None:
    processes = (worker(1, 50 * MB, parent=0), worker(2, 30 * MB), worker(3, None), worker(4, 5 * MB, parent=2))
    assert tree_peak(replace(run(1, peak_rss=50 * MB), processes=processes)) == 85 * MB
    assert tree_peak(replace(run(1), peak_rss_bytes=None)) is None


def test_what_a_tree_is_charged_with_leaves_mapped_files_out_and_shared_memory_in() -> None:
    end = moment(20 * MB, rss=130 * MB, shared=10 * MB, file=100 * MB)
    peak = replace(end, anonymous_bytes=40 * MB)
    processes = (
        worker(1, 50 * MB, parent=0),
        worker(2, 30 * MB, anonymous=7 * MB),
        worker(3, 9 * MB, anonymous=None),
    )
    whole = replace(run(1, end=end, peak=peak), peak_unseen_bytes=2 * MB, processes=processes)
    assert tree_charged(whole) == (40 + 2 + 10 + 7) * MB


def test_without_a_look_at_the_peak_the_charge_is_unknown_and_there_is_no_forecast() -> None:
    blind = [run(scale, peak=None, end=moment(50 * scale * MB)) for scale in (1, 2)]
    assert tree_charged(blind[0]) is None
    assert predict(sweep(*blind), 100 * MB) is None


def test_student_s_points_fall_towards_the_normal_distribution_s() -> None:
    points = [student(freedom) for freedom in range(1, 200)]
    assert points == sorted(points, reverse=True)
    assert points[0] == 12.706
    assert points[29] == pytest.approx(2.042, abs=0.01)
    assert points[-1] == pytest.approx(1.972, abs=0.01)
