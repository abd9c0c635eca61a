"""A program that leaves by itself before its end: what a look just before says of it."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model.run import LastLook
from sparsemem.report.words.scan_answer import answer
from sparsemem.units import MB
from sweeps import moment, run, sweep


@pytest.mark.parametrize(("peak", "verdict"), [(100 * MB, "healthy"), (140 * MB, "inconclusive")])
def test_a_look_that_saw_nearly_all_stands_for_the_end(peak: int, verdict: str) -> None:
    begun = run(1, peak_rss=peak)
    moments = replace(begun.moments, end=None, after_trim=None, after_release=None, after_collect=None)
    seen = replace(begun, ended="left", last=LastLook(1.0, 0.1, moment(100 * MB)), moments=moments)
    blind = replace(moment(100 * MB), ledger=None)
    unseen = replace(seen, repeat=1, last=LastLook(1.0, 0.1, blind))
    report = diagnose(sweep(seen, unseen, scales=(1,)))
    assert report.verdict == verdict
    assert ("It had held more before that look" in answer(report)) == (verdict == "inconclusive")
    assert "What of it is alive is not known" not in answer(report)


def test_a_look_that_read_no_heap_judges_nothing() -> None:
    blind = LastLook(1.0, 0.1, replace(moment(100 * MB), ledger=None))
    begun = run(1, peak_rss=100 * MB)
    unseen = replace(begun, ended="left", last=blind, moments=replace(begun.moments, end=None, after_trim=None))
    report = diagnose(sweep(unseen, scales=(1,)))
    assert report.verdict == "inconclusive"
    assert "What of it is alive is not known" in answer(report)


@pytest.mark.parametrize(("failed", "said"), [((), ""), ((4,), "At 4x no"), ((2, 3, 4), "At 2x, 3x and 4x no")])
def test_scales_of_which_no_run_completed_are_named(failed: tuple[int, ...], said: str) -> None:
    whole = [run(scale) for scale in (1, 5, 6) for _ in range(2)]
    cut = [replace(run(scale), outcome="error", exit_code=1, ended="exception") for scale in failed]
    told = answer(diagnose(sweep(*whole, *cut, scales=(1, *failed, 5, 6))))
    assert (f"{said} run completed (an exception that nobody caught: exit status 1)" in told) == bool(failed)
    assert ("no run completed" in told) == bool(failed)
