"""A comparison on a terminal: how it looks, and that nothing is lost whatever its width and encoding."""

from dataclasses import fields, replace

import pytest
from rich.console import Console

from golden import check, rendered
from recorded import read
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Comparison, Difference, Ratios, Regression, Spreads
from sparsemem.model.saved_records import load_report
from sparsemem.report.terminal.comparison_screen import print_comparison
from sparsemem.units import GB, MB
from sweeps import moment, run, sweep

SAVED = load_report(read("scan.json"), "scan.json")
REWRITTEN = diagnose(sweep(*(run(scale, end=moment(3 * MB)) for scale in (1, 4)), scales=(1, 4)))
NAMES = ("labels.py", "labels_streamed.py")
UNKNOWN = Ratios(**{field.name: None for field in fields(Ratios)})
SIX = (1, 2, 3, 4, 8, 16)
BIG = diagnose(sweep(*(run(s, end=moment(s * 999 * GB, malloc_free=s * GB)) for s in SIX), scales=SIX))

DIFFERENCES = tuple(
    Difference(scale, what, f"line {scale}: 'total {scale}.{'0' * 40}1' before, 'total {scale}.{'0' * 40}2' after")
    for scale in (1, 4)
    for what in ("standard output", "out.csv", "more.csv")
)
SPREADS = Spreads((0.0915, 0.0921), (0.09, 0.1), None, None, (0.871, 1.25))
OVER = Regression("peak RSS", 4, 5 * MB, 54 * MB, 10 * MB)
COMPARISONS = {
    "same": compare(SAVED, REWRITTEN, ()),
    "differs": compare(SAVED, REWRITTEN, DIFFERENCES),
    "saved": compare(SAVED, REWRITTEN, None),
    "worse": compare(REWRITTEN, SAVED, ()),
    "unknown": replace(compare(SAVED, REWRITTEN, None), ratios=UNKNOWN),
    "nothing": compare(SAVED, diagnose(sweep()), None),
    "big": compare(BIG, BIG, ()),
    "repeated": replace(compare(SAVED, REWRITTEN, ()), spreads=SPREADS),
    "over": replace(compare(REWRITTEN, SAVED, None), regressions=(OVER,)),
    "within": replace(compare(SAVED, REWRITTEN, None), regressions=()),
}
EVERY_COMPARISON = pytest.mark.parametrize("name", COMPARISONS)


def text(comparison: Comparison, width: int, encoding: str = "utf-8") -> str:
    def write(console: Console) -> None:
        print_comparison(comparison, NAMES, console)

    return rendered(write, width, encoding)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["same", "differs", "repeated", "over"])
def test_the_comparison_looks_as_it_did(name: str, width: int) -> None:
    check(text(COMPARISONS[name], width), f"comparison-{name}-{width}.txt")


@EVERY_COMPARISON
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_is_cut_off_and_no_line_is_too_long(name: str, width: int) -> None:
    found = text(COMPARISONS[name], width)
    assert "…" not in found
    assert max(map(len, found.splitlines())) <= width


def test_the_usual_sweep_with_its_repeats_fits_into_80_columns_without_a_broken_line() -> None:
    scales = (1, 2, 3, 4)
    usual = diagnose(sweep(*(run(s, end=moment(999 * MB, malloc_free=200 * MB)) for s in scales), scales=scales))
    every = Spreads(*[(0.87, 12.25)] * 5)
    lines = text(replace(compare(usual, usual, ()), spreads=every), 80).splitlines()
    assert sum("0.87 to 12.25" in line for line in lines) == 5
    assert all("before" in line for line in lines if "live at peak" in line)


@EVERY_COMPARISON
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_old_encodings_show_it_too(name: str, encoding: str) -> None:
    assert NAMES[0] in text(COMPARISONS[name], 80, encoding)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("same", "the same output"),
        ("differs", "the outputs differ"),
        ("saved", "outputs were not compared"),
        ("same", "Gone: SM101"),
        ("worse", "New: SM101"),
        ("big", "Before: labels.py. After: labels_streamed.py."),
        ("unknown", "not known"),
        ("over", "worse than the baseline"),
        ("over", "Over its bound at 4x: peak RSS 54.0 MB, was 5.0 MB, at most 10.0 MB."),
        ("within", "within the bounds of the baseline"),
    ],
)
def test_the_answer_is_in_the_head(name: str, said: str) -> None:
    assert said in text(COMPARISONS[name], 100).split("╰")[0]


def test_the_first_differences_are_shown_with_their_scale() -> None:
    found = text(COMPARISONS["differs"], 200)
    assert "At 1x, standard output differs: line 1: 'total 1." in found
    assert "At 4x, out.csv differs" in found


def test_that_more_differences_are_there_than_shown_is_said() -> None:
    assert "And 1 more." in text(COMPARISONS["differs"], 100)


def test_an_unknown_size_is_a_question_mark_and_never_a_nought() -> None:
    partly = replace(COMPARISONS["same"].before, peak_rss_bytes=(None, 50 * MB))
    found = text(replace(COMPARISONS["same"], before=partly), 100)
    row = next(line for line in found.splitlines() if line.strip().startswith("peak RSS"))
    assert "?" in row


def test_the_spread_of_the_repeats_stands_beside_the_ratio() -> None:
    found = text(COMPARISONS["repeated"], 100)
    assert "0.09 to 0.10" in found
    assert "0.87 to 1.25" in found
