"""SM106, from made-up runs with and without huge pages."""

from dataclasses import replace

import pytest

from asking import ask
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.conclusions.verdict import explain
from sparsemem.diagnose.rules import foreign_memory, huge_pages
from sparsemem.model import Run, Sweep
from sparsemem.units import MB
from sweeps import moment, run, sweep

TOTAL = 200 * MB


def inflated(size: int, huge: int | None = TOTAL, control: Run | None = None) -> Sweep:
    """An end of 200 MB that is `size` bytes less without huge pages, `huge` of them in such pages."""
    end = replace(moment(TOTAL), huge_bytes=huge)
    without = control or run(4, end=replace(moment(TOTAL - size), huge_bytes=0))
    return replace(sweep(*(run(scale, end=end) for scale in (1, 2, 3, 4))), control=without)


@pytest.mark.parametrize(
    ("size", "level"),
    [
        (100 * MB, "error"),
        (100 * MB - 1, "warning"),
        (40 * MB, "warning"),
        (40 * MB - 1, "note"),
        (20 * MB, "note"),
        (20 * MB - 1, None),
        (0, None),
        (-MB, None),
    ],
)
def test_the_severity_at_its_bounds(size: int, level: str | None) -> None:
    finding = ask(huge_pages, inflated(size))
    assert (finding and finding.severity) == level
    if finding:
        assert (finding.code, finding.bytes) == ("SM106", size)
        assert finding.evidence["control_rss_bytes"] == TOTAL - size


def test_more_than_what_was_in_huge_pages_is_another_difference() -> None:
    finding = ask(huge_pages, inflated(150 * MB, huge=60 * MB))
    assert finding is not None
    assert (finding.bytes, finding.severity) == (60 * MB, "warning")


def test_without_a_control_run_that_ended_well_nothing_is_said() -> None:
    assert ask(huge_pages, replace(inflated(150 * MB), control=None)) is None
    assert ask(huge_pages, inflated(150 * MB, control=run(4, outcome="failed", end=moment(MB)))) is None
    assert ask(huge_pages, inflated(150 * MB, control=run(4, end=None))) is None  # type: ignore[arg-type]
    assert ask(huge_pages, inflated(150 * MB, huge=None)) is None


def test_it_is_set_against_the_same_scale() -> None:
    measured = inflated(0)
    smaller = run(2, end=moment(TOTAL - 150 * MB))
    assert ask(huge_pages, replace(measured, control=smaller)) is not None
    assert ask(huge_pages, replace(measured, control=replace(smaller, scale=8))) is None


def test_it_explains_what_the_ledger_calls_otherwise() -> None:
    runs = [
        run(s, end=replace(moment(TOTAL, unattributed=30 * MB * s), huge_bytes=30 * MB * s)) for s in (1, 2, 3, 4)
    ]
    control = run(4, end=replace(moment(TOTAL - 110 * MB), huge_bytes=0))
    report = diagnose(replace(sweep(*runs), control=control))
    first, second = report.findings
    assert (first.code, second.code, second.explained_by) == ("SM106", "SM105", ("SM106",))
    assert report.verdict == "sparse"
    assert report.control is control


def test_what_is_far_more_than_it_explains_stays_before_it() -> None:
    foreign = ask(foreign_memory, sweep(*(run(s, end=moment(TOTAL, unattributed=40 * MB * s)) for s in (1, 2, 3, 4))))
    small = ask(huge_pages, inflated(79 * MB))
    assert foreign is not None
    assert small is not None
    assert explain((foreign, small)) == (foreign, small)
