"""The verdict, and the report that it stands in."""

from dataclasses import replace

import pytest

from asking import BY_CODE_OR_FAMILY as RULES
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.conclusions.verdict import decide, order, repeats_differ
from sparsemem.model import Finding, Remedy
from sparsemem.model.saved_records import dump, load_report
from sparsemem.units import MB
from sweeps import moment, run, sweep

TWO_SCALES = sweep(run(1), run(2))


def finding(code: str, size: int | None, level: str = "error") -> Finding:
    return Finding(code, "name", level, "Message.", None, None, size, {}, (Remedy("Do."),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("SM101", "sparse"), ("SM105", "sparse"), ("SM110", "peaky"), ("SM111", "peaky"), ("SM120", "growing"),
     ("SM121", "growing"), ("SM130", "cyclic"), ("SM131", "cyclic"), ("SM140", "overcached"),
     ("SM143", "overcached")],
)  # fmt: skip
def test_the_verdict_is_the_family_of_a_loud_finding(code: str, verdict: str) -> None:
    assert decide(TWO_SCALES, (finding(code, 50 * MB, "warning"),), RULES) == verdict


def test_the_loud_finding_with_the_most_bytes_decides_and_not_the_most_severe() -> None:
    found = (
        finding("SM101", 50 * MB, "error"),
        finding("SM140", 90 * MB, "warning"),
        finding("SM130", 900 * MB, "note"),
    )
    assert decide(TWO_SCALES, found, RULES) == "overcached"


def test_the_order_of_the_table_settles_ties() -> None:
    assert decide(TWO_SCALES, (finding("SM101", 50 * MB), finding("SM130", 50 * MB)), RULES) == "sparse"
    assert decide(TWO_SCALES, (finding("SM130", 50 * MB), finding("SM140", 50 * MB)), RULES) == "cyclic"


def test_a_finding_of_unknown_size_decides_only_where_it_is_alone() -> None:
    assert decide(TWO_SCALES, (finding("SM131", None), finding("SM101", 1)), RULES) == "sparse"
    assert decide(TWO_SCALES, (finding("SM131", None),), RULES) == "cyclic"


def test_a_limit_decides_only_where_it_is_alone() -> None:
    assert decide(TWO_SCALES, (finding("SM101", 20 * MB, "warning"), finding("SM111", 9000 * MB)), RULES) == "sparse"
    assert decide(TWO_SCALES, (finding("SM111", 9000 * MB),), RULES) == "peaky"


def test_notes_decide_nothing() -> None:
    assert (
        decide(TWO_SCALES, (finding("SM101", 900 * MB, "note"), finding("SM107", 900 * MB, "note")), RULES)
        == "healthy"
    )


def test_fewer_than_two_completed_scales_are_inconclusive_where_nothing_is_loud() -> None:
    for measured in (sweep(), sweep(run(1)), sweep(run(1), run(1, 1)), sweep(run(1), run(2, outcome="failed"))):
        assert decide(measured, ()) == "inconclusive"
        assert decide(measured, (finding("SM101", 50 * MB),)) == "sparse"


@pytest.mark.parametrize(
    ("sizes", "differ"),
    [
        ((100 * MB, 115 * MB), False),
        ((100 * MB, 115 * MB + 4), True),
        ((50 * MB, 60 * MB), False),
        ((50 * MB, 60 * MB + 4), True),
        ((100 * MB,), False),
        ((100 * MB, 101 * MB, 130 * MB), True),
    ],
)
def test_repeats_that_differ_by_more_than_both_bounds_are_inconclusive(sizes: tuple[int, ...], differ: bool) -> None:
    odd = [run(2, repeat, end=moment(size)) for repeat, size in enumerate(sizes)]
    measured = sweep(run(1), *odd)
    assert repeats_differ(measured) is differ
    assert decide(measured, ()) == ("inconclusive" if differ else "healthy")


def sparse(scale: int, size: int) -> dict[str, object]:
    return {"end": moment((20 + size) * scale * MB, python_free_pools=size * scale * MB)}


def test_a_sparse_sweep_is_diagnosed_as_one() -> None:
    measured = sweep(*(run(s, **sparse(s, 60)) for s in (1, 2, 3, 4)))  # type: ignore[arg-type]
    report = diagnose(measured)
    assert report.verdict == "sparse"
    assert [one.code for one in report.findings if one.loud] == ["SM101"]
    assert report.sweep == measured
    assert report.tool.name == "sparsemem"


def test_a_sweep_in_which_nothing_stays_is_healthy() -> None:
    report = diagnose(sweep(*(run(s, end=moment(50 * s * MB)) for s in (1, 2, 3, 4))))
    assert (report.verdict, report.findings) == ("healthy", ())


def test_the_finding_that_decides_comes_first() -> None:
    end = [moment(200 * s * MB, python_free_pools=20 * s * MB, malloc_free=120 * s * MB) for s in (1, 2, 3, 4)]
    report = diagnose(sweep(*(run(s, end=e) for s, e in enumerate(end, 1))))
    assert report.findings[0].code == "SM102"


def test_an_empty_sweep_has_a_report_too() -> None:
    report = diagnose(sweep())
    assert (report.verdict, report.findings, report.prediction) == ("inconclusive", (), None)
    assert (report.model.rss_end, report.model.gap_end) == (None, None)


@pytest.mark.parametrize("limit", [None, 500 * MB, 10 * MB])
def test_every_diagnosis_can_be_saved_and_read(limit: int | None) -> None:
    measured = sweep(*(run(s, **sparse(s, 60)) for s in (1, 2, 4)), run(3, outcome="failed"), limit=limit)  # type: ignore[arg-type]
    report = diagnose(measured)
    assert load_report(dump(report), "saved") == report


def test_a_run_that_saw_nothing_breaks_no_rule() -> None:
    blind = replace(run(2), moments=replace(run(2).moments, start=None, peak=None), peak_rss_bytes=None)
    assert diagnose(sweep(run(1), blind)).verdict == "healthy"


ONE_SCALE = sweep(run(1), scales=(1,))


def test_one_scale_whose_ledger_closes_and_in_which_nothing_is_loud_is_a_clear_no() -> None:
    assert decide(ONE_SCALE, ()) == "healthy"
    assert decide(sweep(run(1), run(1, 1), scales=(1,)), ()) == "healthy"
    assert decide(ONE_SCALE, (finding("SM101", 50 * MB),)) == "sparse"


@pytest.mark.parametrize(
    "end",
    [replace(moment(), ledger=None), moment(200 * MB, malloc_live=None), replace(moment(), anonymous_bytes=None)],
)
def test_one_scale_whose_live_heap_is_not_known_is_inconclusive(end) -> None:
    verdict = decide(sweep(run(1, end=end), scales=(1,)), ())
    assert verdict == ("healthy" if end.live_bytes is not None else "inconclusive")
    assert decide(sweep(run(1, outcome="failed"), scales=(1,)), ()) == "inconclusive"


@pytest.mark.parametrize("waste", ["SM150", "SM151"])
def test_waste_stands_behind_what_decides_the_verdict_and_before_notes(waste: str) -> None:
    found = [
        finding(waste, 900 * MB, "warning"),
        finding("SM101", 950 * MB, "note"),
        finding("SM120", 60 * MB, "warning"),
    ]
    assert [one.code for one in order(found, RULES)] == ["SM120", waste, "SM101"]
    assert [one.code for one in order(found[:2], RULES)] == [waste, "SM101"]
