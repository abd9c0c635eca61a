"""What is over the bound of a baseline: just under, at and just over it."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.comparing.regression import LEAST_BYTES, regressions, unjudged
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Comparison, Regression
from sparsemem.units import MB
from sweeps import moment, run, sweep

SCALES = (1, 2)
OTHERS = ("end_rss_bytes", "live_peak_bytes", "gap_end_bytes")
EMPTY = compare(*(diagnose(sweep(*(run(s, end=moment(0)) for s in SCALES), scales=SCALES)) for _ in range(2)), None)


def peaks(before: tuple[int | None, ...], after: tuple[int | None, ...]) -> Comparison:
    """A comparison in which only the peaks are known."""
    nothing = (None,) * len(before)
    sides = [
        replace(
            EMPTY.before, peak_rss_bytes=sizes, end_rss_bytes=nothing, live_peak_bytes=nothing, gap_end_bytes=nothing
        )
        for sizes in (before, after)
    ]
    return replace(EMPTY, before=sides[0], after=sides[1])


@pytest.mark.parametrize(
    ("was", "now", "over"),
    [
        (200 * MB, 220 * MB - 1, False),
        (200 * MB, 220 * MB, False),
        (200 * MB, 220 * MB + 1, True),
        (10 * MB, 10 * MB + LEAST_BYTES, False),
        (10 * MB, 10 * MB + LEAST_BYTES + 1, True),
        (0, LEAST_BYTES, False),
        (0, LEAST_BYTES + 1, True),
        (200 * MB, 1, False),
    ],
)
def test_a_tenth_and_five_megabytes_more_are_accepted(was: int, now: int, over: bool) -> None:
    assert bool(regressions(peaks((1, was), (1, now)), within=0.10)) is over


def test_it_tells_what_would_have_been_accepted() -> None:
    found = regressions(peaks((1, 100 * MB), (1, 300 * MB)), within=0.5)
    assert found == (Regression("peak RSS", 2, 100 * MB, 300 * MB, 150 * MB),)


def test_a_scale_that_one_did_not_complete_does_not_count() -> None:
    found = regressions(peaks((100 * MB, 100 * MB), (300 * MB, None)), within=0.1)
    assert [(one.scale, one.after_bytes) for one in found] == [(1, 300 * MB)]


def test_what_is_not_known_is_not_over_its_bound() -> None:
    assert regressions(peaks((None, None), (1 << 40, 1 << 40)), within=0.1) == ()


def test_each_quantity_is_held_against_its_own_bound() -> None:
    before, after = (
        diagnose(sweep(*(run(s, end=moment(size * s * MB)) for s in SCALES), scales=SCALES)) for size in (20, 80)
    )
    found = {one.quantity for one in regressions(compare(before, after, None), within=0.1)}
    assert {"peak RSS", "RSS at end", "live at peak"} <= found


def only_live(at_peak: int | None, at_end: int | None) -> Comparison:
    """A comparison with a baseline of 5 MB at both; the second program's live heap is this."""
    two = {"live_peak_bytes": (5 * MB, 5 * MB), "live_end_bytes": (5 * MB, 5 * MB)}
    after = {"live_peak_bytes": (at_peak,) * 2, "live_end_bytes": (at_end,) * 2}
    return replace(EMPTY, before=replace(EMPTY.before, **two), after=replace(EMPTY.after, **after))


def test_a_live_heap_is_held_against_its_end_where_its_peak_is_not_known() -> None:
    found = only_live(None, 42 * MB)
    assert [one.quantity for one in regressions(found, within=0.1)] == ["live at end"]
    assert unjudged(found) == ()


def test_what_the_baseline_tells_and_the_program_does_not_is_not_judged() -> None:
    assert unjudged(only_live(None, None)) == ("live heap",)
    assert unjudged(only_live(5 * MB, None)) == ()
    assert unjudged(EMPTY) == ()


def test_what_the_baseline_does_not_tell_has_no_bound() -> None:
    nothing = {"live_peak_bytes": (None, None), "live_end_bytes": (None, None)}
    assert unjudged(replace(EMPTY, before=replace(EMPTY.before, **nothing))) == ()
