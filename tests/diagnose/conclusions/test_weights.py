"""Which loud finding decides: a peak has to be twice what stays, and a limit never decides beside others."""

from dataclasses import replace

import pytest

from asking import BY_CODE_OR_FAMILY as RULES
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.conclusions.verdict import decide, order, weight
from sparsemem.model import Finding, Remedy, Run
from sparsemem.units import MB
from sweeps import moment, run, sweep

TWO_SCALES = sweep(run(1), run(2))


def finding(code: str, size: int | None, level: str = "warning") -> Finding:
    return Finding(code, "name", level, "Message.", None, None, size, {}, (Remedy("Do."),))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["SM101", "SM105", "SM120", "SM130", "SM143"])
def test_what_stays_weighs_its_bytes(code: str) -> None:
    assert weight(finding(code, 50 * MB), RULES) == 50 * MB


def test_what_passes_weighs_half_and_a_limit_nothing() -> None:
    assert weight(finding("SM110", 50 * MB)) == 25 * MB
    assert weight(finding("SM111", 50 * MB)) == 0
    assert weight(finding("SM110", None)) == 0


@pytest.mark.parametrize(
    ("passing", "verdict"), [(100 * MB - 2, "sparse"), (100 * MB, "sparse"), (100 * MB + 2, "peaky")]
)
def test_a_peak_decides_when_it_is_more_than_twice_what_stays(passing: int, verdict: str) -> None:
    found = order([finding("SM101", 50 * MB), finding("SM110", passing)])
    assert decide(TWO_SCALES, found, RULES) == verdict


@pytest.mark.parametrize(("kept", "verdict"), [((100, 100), "sparse"), ((40, 100), "sparse"), ((40, 42), "peaky")])
def test_of_repeats_that_differ_the_one_counts_that_kept_the_most(kept: tuple[int, int], verdict: str) -> None:
    def repeated(scale: int, repeat: int) -> Run:
        end = moment((30 + kept[repeat]) * scale * MB, python_free_pools=kept[repeat] * scale * MB)
        return replace(run(scale, end=end, peak=moment(270 * scale * MB)), repeat=repeat)

    report = diagnose(sweep(*(repeated(scale, repeat) for scale in (1, 2) for repeat in (0, 1))))
    assert {one.code for one in report.findings if one.loud} == {"SM101", "SM110"}
    assert report.verdict == verdict


def test_a_limit_is_told_after_what_makes_it_be_reached() -> None:
    found = order([finding("SM110", 20 * MB), finding("SM111", 900 * MB, "error")])
    assert [one.code for one in found] == ["SM110", "SM111"]
    assert decide(TWO_SCALES, found, RULES) == "peaky"


def test_notes_come_last_whatever_their_bytes() -> None:
    found = order([finding("SM107", 900 * MB, "note"), finding("SM103", 20 * MB), finding("SM101", 90 * MB, "note")])
    assert [one.code for one in found] == ["SM103", "SM107", "SM101"]


@pytest.mark.parametrize(("peak", "verdict"), [(240, "sparse"), (260, "peaky")])
def test_the_same_through_a_whole_diagnosis(peak: int, verdict: str) -> None:
    runs = []
    for scale in (1, 2, 3, 4):
        end = moment(30 * scale * MB, python_free_pools=25 * scale * MB)
        runs.append(run(scale, end=end, peak=moment((30 + peak * 25 // 125) * scale * MB)))
    report = diagnose(sweep(*runs))
    assert {one.code for one in report.findings if one.loud} == {"SM101", "SM110"}
    assert report.verdict == verdict
