"""Each rule, at, just under and just over its bounds."""

import pytest

from asking import ask
from sparsemem.diagnose.rules import (
    RULES,
    foreign_memory,
    limit_reached,
    malloc_fragmentation,
    malloc_retention,
    mapped_files,
    pool_retention,
    pymalloc_fragmentation,
    transient_peak,
)
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Forecast, Moment, Prediction, Run, Sweep
from sparsemem.units import MB
from sweeps import moment, run, sweep

TOTAL = 200 * MB


def held(part: str, size: int) -> dict[str, Moment]:
    """An end of 200 MB, `size` bytes of which are this part of the ledger."""
    return {"end": moment(TOTAL, **{part: size})}


def returned(after: str, size: int) -> dict[str, Moment]:
    """An end of 200 MB, `size` bytes of which are gone after the moment `after`."""
    names = ("after_release", "after_trim") if after == "after_release" else ("after_trim",)
    return {"end": moment(TOTAL)} | dict.fromkeys(names, moment(TOTAL - size))


def passing(size: int) -> dict[str, Moment]:
    """A peak of 200 MB, `size` bytes of which are gone at the end."""
    return {"peak": moment(TOTAL), "end": moment(TOTAL - size)}


CASES = {
    "SM101": (pymalloc_fragmentation, lambda size: held("python_free_pools", size)),
    "SM102": (malloc_fragmentation, lambda size: held("malloc_free", size)),
    "SM103": (malloc_retention, lambda size: returned("after_trim", size)),
    "SM104": (pool_retention, lambda size: returned("after_release", size)),
    "SM105": (foreign_memory, lambda size: held("unattributed", size)),
    "SM110": (transient_peak, passing),
}
EVERY_RULE = pytest.mark.parametrize("code", CASES)
EVERY_GROWING_RULE = pytest.mark.parametrize("code", [code for code in CASES if code != "SM110"])


def grown(code: str, size: int) -> Sweep:
    """A sweep in which the rule's bytes grow in proportion, to `size` at 4x."""
    make = CASES[code][1]
    return sweep(*(run(scale, **make(size * scale // 4)) for scale in (1, 2, 3, 4)))


def check(code: str, measured: Sweep) -> Finding | None:
    return ask(CASES[code][0], measured)


@EVERY_RULE
@pytest.mark.parametrize(
    ("size", "level"),
    [
        (100 * MB, "error"),
        (100 * MB - 4, "warning"),
        (40 * MB, "warning"),
        (40 * MB - 4, "note"),
        (20 * MB, "note"),
        (20 * MB - 4, None),
        (0, None),
    ],
)
def test_the_severity_of_each_rule_at_its_bounds(code: str, size: int, level: str | None) -> None:
    finding = check(code, grown(code, size))
    assert (finding and finding.severity) == level
    if finding:
        assert finding.code == code
        assert finding.bytes == size
        assert finding.evidence["scale"] == 4


@EVERY_RULE
def test_a_finding_says_what_to_do_in_plain_sentences(code: str) -> None:
    finding = check(code, grown(code, 120 * MB))
    assert finding is not None
    assert "120 MB" in finding.message
    assert finding.message.endswith(".")
    assert finding.remedies
    assert all(remedy.text.endswith((".", ")")) for remedy in finding.remedies)
    assert finding.evidence["bytes_by_scale"] == {"1": 30 * MB, "2": 60 * MB, "3": 90 * MB, "4": 120 * MB}


@EVERY_GROWING_RULE
def test_what_is_the_same_at_every_scale_is_a_note_that_says_so(code: str) -> None:
    make = CASES[code][1]
    finding = check(code, sweep(*(run(scale, **make(120 * MB)) for scale in (1, 2, 3, 4))))
    assert finding is not None
    assert finding.severity == "note"
    assert finding.message.endswith("It does not grow with the data.")
    assert finding.evidence["grows_with_data"] is False


@EVERY_RULE
def test_one_scale_alone_can_be_judged_but_not_its_growth(code: str) -> None:
    finding = check(code, sweep(run(1, **CASES[code][1](120 * MB))))
    assert finding is not None
    assert finding.severity == "error"
    assert finding.evidence["grows_with_data"] is None


@EVERY_RULE
def test_a_small_process_is_not_judged(code: str) -> None:
    small = {"start": moment(MB), "peak": moment(8 * MB), "end": moment(4 * MB, python_free_pools=3 * MB)}
    assert check(code, sweep(*(run(scale, **small) for scale in (1, 2)))) is None


@EVERY_RULE
def test_repeats_count_by_their_median(code: str) -> None:
    make = CASES[code][1]
    runs = [
        run(scale, repeat, **make(size * MB))
        for scale in (1, 4)
        for repeat, size in enumerate([29 * scale, 30 * scale, 45 * scale])
    ]
    finding = check(code, sweep(*runs))
    assert finding is not None
    assert finding.bytes == 120 * MB


@EVERY_RULE
def test_without_a_completed_run_there_is_no_finding(code: str) -> None:
    assert check(code, sweep()) is None
    assert check(code, sweep(run(1, outcome="failed", **CASES[code][1](120 * MB)))) is None


@EVERY_GROWING_RULE
def test_a_moment_that_was_not_reached_leaves_the_bytes_unknown(code: str) -> None:
    moments = CASES[code][1](120 * MB) | {"after_trim": None, "after_release": None}
    assert check(code, sweep(*(run(scale, **moments) for scale in (1, 2)))) is None


@EVERY_GROWING_RULE
def test_bytes_and_the_memory_beside_them_are_of_the_same_scale(code: str) -> None:
    make = CASES[code][1]
    whole = [run(scale, **make(30 * scale * MB)) for scale in (1, 2)]
    cut_off = run(4, end=moment(4000 * MB), after_release=None, after_trim=None)
    finding = check(code, sweep(*whole, cut_off))
    assert finding is not None
    assert (finding.bytes, finding.evidence["scale"]) == (60 * MB, 2)
    assert finding.evidence["anonymous_bytes"] == TOTAL


@EVERY_GROWING_RULE
def test_a_repeat_without_its_last_moments_does_not_hide_the_other(code: str) -> None:
    make = CASES[code][1]
    cut_off = {"after_release": None, "after_trim": None}
    runs = [one for s in (1, 4) for one in (run(s, 0, **make(30 * s * MB) | cut_off), run(s, 1, **make(30 * s * MB)))]
    finding = check(code, sweep(*runs))
    assert finding is not None
    assert finding.bytes == 120 * MB


@pytest.mark.parametrize(
    ("code", "part"), [("SM101", "python_free_pools"), ("SM102", "malloc_free"), ("SM105", "unattributed")]
)
def test_what_was_there_before_the_first_line_is_not_counted(code: str, part: str) -> None:
    start = moment(50 * MB, **{part: 20 * MB})
    runs = [run(scale, start=start, **held(part, (20 + 30 * scale) * MB)) for scale in (1, 2, 3, 4)]
    finding = check(code, sweep(*runs))
    assert finding is not None
    assert finding.bytes == 120 * MB


def test_free_blocks_and_free_pools_are_held_together() -> None:
    ends = [moment(TOTAL, python_free_pools=20 * s * MB, python_free_blocks=10 * s * MB) for s in (1, 2, 3, 4)]
    finding = check("SM101", sweep(*(run(s, end=end) for s, end in enumerate(ends, 1))))
    assert finding is not None
    assert finding.bytes == 120 * MB
    assert finding.evidence["python_live_bytes"] == 80 * MB
    assert finding.evidence["python_free_pools_bytes"] == 80 * MB


def mapped(size: int, rss: int) -> list[Run]:
    return [run(scale, end=moment(rss - size, rss=rss, file=size)) for scale in (1, 2)]


@pytest.mark.parametrize(
    ("size", "rss", "found"),
    [
        (10 * MB, 50 * MB, True),
        (10 * MB - 1, 50 * MB - 5, False),
        (10 * MB, 50 * MB + 5, False),
        (900 * MB, 1000 * MB, True),
    ],
)
def test_mapped_files_are_a_note_and_never_more(size: int, rss: int, found: bool) -> None:
    finding = ask(mapped_files, sweep(*mapped(size, rss)))
    assert (finding is not None) is found
    if finding:
        assert (finding.code, finding.severity, finding.bytes) == ("SM107", "note", size)


@pytest.mark.parametrize(
    ("reached", "level"), [(None, None), (3, "error"), (4, "error"), (5, "warning"), (16, "warning"), (17, None)]
)
def test_the_limit_is_an_error_inside_the_sweep_and_a_warning_within_the_forecast(
    reached: int | None, level: str | None
) -> None:
    forecasts = (
        Forecast(8, 90 * MB, 80 * MB, 100 * MB, 85 * MB),
        Forecast(16, 180 * MB, 170 * MB, 190 * MB, 170 * MB),
    )
    measured = sweep(*(run(scale) for scale in (1, 2, 3, 4)))
    finding = ask(limit_reached, measured, prediction=Prediction(forecasts, 100 * MB, reached))
    assert (finding and finding.severity) == level
    if finding:
        assert (finding.code, finding.bytes) == ("SM111", 70 * MB)


def test_without_a_limit_none_is_reached() -> None:
    assert ask(limit_reached, sweep(run(1), run(2))) is None
    forecast = Forecast(8, 90 * MB, 80 * MB, 100 * MB, 85 * MB)
    assert ask(limit_reached, sweep(run(1), run(2)), prediction=Prediction((forecast,), None, None)) is None


def test_a_healthy_program_has_no_finding() -> None:
    measured = sweep(*(run(scale, end=moment(50 * scale * MB)) for scale in (1, 2, 3, 4)))
    assert [rule.findings(Measurements(measured)) for rule in RULES] == [[]] * len(RULES)
