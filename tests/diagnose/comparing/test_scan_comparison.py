"""Two reports side by side: medians at the common scales, ratios at the largest, and the codes that come and go."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.comparing.scan_comparison import compare, ratio
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Difference, Report, Run
from sparsemem.units import MB
from sweeps import moment, run, sweep

SCALES = (1, 2, 3, 4)


def sparse(scale: int, repeat: int = 0) -> Run:
    """Ends with 20 MB alive and 60 MB that is free but held, for each unit of scale."""
    return run(scale, repeat, end=moment(80 * scale * MB, python_free_pools=60 * scale * MB))


def tidy(scale: int, repeat: int = 0) -> Run:
    """Ends with 20 MB alive for each unit of scale, and nothing else."""
    return run(scale, repeat, end=moment(20 * scale * MB))


def report(*runs: Run, scales: tuple[int, ...] = SCALES) -> Report:
    return diagnose(sweep(*runs, scales=scales))


BEFORE, AFTER = report(*map(sparse, SCALES)), report(*map(tidy, SCALES))


def test_a_rewrite_that_helps() -> None:
    found = compare(BEFORE, AFTER, ())
    assert found.same_output is True
    assert found.scales == SCALES
    assert found.before.end_rss_bytes == tuple(80 * scale * MB for scale in SCALES)
    assert found.after.gap_end_bytes == (0, 0, 0, 0)
    assert (found.ratios.peak_rss, found.ratios.end_rss, found.ratios.live_peak) == (0.25, 0.25, 1.0)
    assert (found.ratios.gap_end, found.ratios.wall) == (0.0, 1.0)
    assert (found.gone, found.new, found.still) == (("SM101",), (), ())


def test_the_other_way_round_the_codes_and_the_ratios_turn() -> None:
    found = compare(AFTER, BEFORE, ())
    assert (found.gone, found.new, found.still) == ((), ("SM101",), ())
    assert found.ratios.end_rss == 4.0
    assert found.ratios.gap_end is None  # there was nothing to divide by


def test_a_program_beside_itself_saves_nothing() -> None:
    found = compare(BEFORE, BEFORE, ())
    assert (found.gone, found.new, found.still) == ((), (), ("SM101",))
    assert found.before == found.after
    assert {found.ratios.peak_rss, found.ratios.end_rss, found.ratios.gap_end, found.ratios.wall} == {1.0}


def test_notes_are_neither_gone_nor_new() -> None:
    noted = report(*(run(s, end=moment(80 * s * MB, python_free_pools=10 * s * MB)) for s in SCALES))
    assert [finding.code for finding in noted.findings] == ["SM101"]
    assert compare(noted, AFTER, ()).gone == ()


def test_outputs_that_are_not_at_hand_are_not_called_the_same() -> None:
    assert compare(BEFORE, AFTER, None).same_output is None


def test_one_difference_is_enough() -> None:
    difference = Difference(3, "standard output", "line 1: 'a' before, 'b' after")
    found = compare(BEFORE, AFTER, (difference,))
    assert (found.same_output, found.differences) == (False, (difference,))


def test_only_the_scales_that_both_were_planned_at_are_compared() -> None:
    other = report(tidy(2), tidy(4), tidy(8), scales=(2, 4, 8))
    found = compare(BEFORE, other, None)
    assert found.scales == (2, 4)
    assert found.after.end_rss_bytes == (40 * MB, 80 * MB)
    assert found.ratios.end_rss == 0.25


def test_without_a_common_scale_nothing_is_known() -> None:
    found = compare(BEFORE, report(tidy(8), scales=(8,)), None)
    assert (found.scales, found.before.end_rss_bytes, found.ratios.end_rss) == ((), (), None)


def test_each_scale_shows_the_median_of_its_repeats() -> None:
    slow = [replace(sparse(1, repeat), wall_seconds=float(seconds)) for repeat, seconds in enumerate((1, 9, 2))]
    assert compare(report(*slow, scales=(1,)), AFTER, None).before.wall_seconds == (2.0,)


def test_a_scale_that_failed_is_unknown_and_the_ratio_is_of_the_largest_that_both_completed() -> None:
    found = compare(report(*map(sparse, (1, 2, 3)), run(4, outcome="max_rss")), AFTER, ())
    assert found.before.end_rss_bytes[3] is None
    assert found.after.end_rss_bytes[3] == 80 * MB
    assert found.ratios.end_rss == 0.25


def test_the_spread_is_of_the_same_repeats_at_the_largest_scale() -> None:
    def timed(*walls: float) -> Report:
        runs = [replace(tidy(1, repeat), wall_seconds=wall) for repeat, wall in enumerate(walls)]
        return report(*runs, scales=(1,))

    assert compare(timed(1, 2, 4), timed(1, 4, 2), None).spreads.wall == (0.5, 2.0)
    assert compare(timed(1, 2), timed(3), None).spreads.wall is None
    assert compare(timed(1), timed(3), None).spreads.wall is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((100,), (50,), 0.5),
        ((100, 200), (50, 300), 1.5),
        ((100, None), (50, 300), 0.5),
        ((100, 200), (50, None), 0.5),
        ((None,), (50,), None),
        ((0,), (50,), None),
        ((), (), None),
        ((3,), (1,), 0.3333),
    ],
)
def test_the_ratio_is_of_the_last_pair_that_is_known(
    before: tuple[int | None, ...], after: tuple[int | None, ...], expected: float | None
) -> None:
    assert ratio(before, after) == expected
