"""What a check could not judge."""

from dataclasses import replace

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.conclusions.unjudged import unjudged
from sparsemem.units import MB
from sweeps import moment, run, sweep


def test_a_sweep_that_completed_is_judged() -> None:
    report = diagnose(sweep(run(1), run(2)), limit_bytes=500 * MB)
    assert unjudged(report, 500 * MB) == []
    assert unjudged(report, None) == []


def test_a_sweep_that_did_not_is_not() -> None:
    (told,) = unjudged(diagnose(sweep(run(1, outcome="failed", end=None))), None)
    assert "no run was seen at the end" in told


def test_a_limit_is_held_against_the_peak_of_a_run_that_did_not_reach_its_end() -> None:
    left = replace(run(1, end=None, peak=moment(287 * MB)), exit_code=0)
    report = diagnose(sweep(left, scales=(1,)), limit_bytes=10 * MB)
    (finding,) = report.findings
    assert (finding.code, finding.severity, finding.bytes) == ("SM111", "error", 277 * MB)
    assert "reached at 1x, inside this sweep" in finding.message
    assert [sentence for sentence in unjudged(report, 10 * MB) if "--limit" in sentence] == []


def test_a_limit_without_any_peak_is_not_judged() -> None:
    unseen = run(1, end=None, peak=None)
    told = unjudged(diagnose(sweep(unseen, scales=(1,)), limit_bytes=10 * MB), 10 * MB)
    assert [sentence for sentence in told if "--limit" in sentence]


def test_one_scale_under_its_limit_has_no_finding_and_is_judged() -> None:
    report = diagnose(sweep(run(1, end=moment(100 * MB)), scales=(1,)), limit_bytes=100 * MB)
    assert (report.findings, unjudged(report, 100 * MB)) == ((), [])
    over = diagnose(sweep(run(1, end=moment(100 * MB)), scales=(1,)), limit_bytes=100 * MB - 1)
    assert [one.code for one in over.findings] == ["SM111"]
