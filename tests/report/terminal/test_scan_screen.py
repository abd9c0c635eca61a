"""The report on a terminal: how it looks, and that nothing is lost whatever its width and encoding."""

from dataclasses import replace

import pytest
from rich.console import Console

from golden import check, rendered
from profiles import PROFILE
from recorded import read
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Report
from sparsemem.model.saved_records import load_report
from sparsemem.report.terminal.scan_screen import print_report
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import verdict_title, worst_finding
from sparsemem.units import GB, MB, format_size
from sweeps import moment, run, sweep

SAVED = load_report(read("scan.json"), "scan.json")
SCALES = (1, 2, 3, 4)


def full() -> Report:
    """A report with a finding of most rules, every part of a ledger, a limit, and runs that failed in each way."""
    runs = []
    for scale in SCALES:
        size = scale * 300 * MB
        parts = {name.removesuffix("_bytes"): size // 8 for name in PARTS if "live" not in name}
        end = replace(moment(2 * size, **parts), estimated=("pool_free_bytes",))
        trimmed = moment(size, python_free_pools=size // 3, malloc_free=size // 3, unattributed=size // 4)
        runs.append(run(scale, end=end, after_trim=trimmed, peak=moment(4 * size)))
    for scale, outcome, code in (
        (6, "failed", -11),
        (7, "timeout", None),
        (8, "max_rss", -9),
        (9, "interrupted", 130),
    ):
        runs.append(replace(run(scale, outcome=outcome, end=None), exit_code=code, peak_rss_bytes=1023 * GB))
    return diagnose(sweep(*runs, scales=(*SCALES, 6, 7, 8, 9), limit=2 * GB), profile=PROFILE)


REPORTS = {
    "saved": SAVED,
    "full": full(),
    "healthy": diagnose(sweep(*(run(scale, end=moment(50 * scale * MB)) for scale in SCALES))),
    "nothing": diagnose(sweep()),
    "failed": diagnose(sweep(replace(run(1, outcome="failed"), exit_code=1))),
    "blind": diagnose(sweep(*(run(s, end=replace(moment(), anonymous_bytes=None, ledger=None)) for s in (1, 2)))),
    "empty": diagnose(sweep(run(1, end=moment(0), start=moment(0)))),
}
EVERY_REPORT = pytest.mark.parametrize("name", REPORTS)


def text(report: Report, width: int, encoding: str = "utf-8") -> str:
    def write(console: Console) -> None:
        print_report(report, console)

    return rendered(write, width, encoding)


def words(found: str) -> str:
    """The text without borders, ends of lines and the width of its gaps."""
    return " ".join(found.replace("│", " ").replace("|", " ").split())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["saved", "full"])
def test_the_report_looks_as_it_did(name: str, width: int) -> None:
    check(text(REPORTS[name], width), f"terminal-{name}-{width}.txt")


@pytest.mark.parametrize("name", ["saved", "healthy"])
def test_the_short_report_looks_as_it_did(name: str) -> None:
    check(short(REPORTS[name]), f"terminal-{name}-short.txt")


@EVERY_REPORT
@pytest.mark.parametrize("width", [40, 60, 71, 72, 80, 120, 200])
def test_nothing_is_cut_off_and_no_line_is_too_long(name: str, width: int) -> None:
    found = text(REPORTS[name], width)
    assert "…" not in found
    assert max(map(len, found.splitlines())) <= width


@EVERY_REPORT
def test_every_word_of_the_findings_is_there_at_80_columns(name: str) -> None:
    found = words(text(REPORTS[name], 80))
    for finding in REPORTS[name].findings:
        assert finding.message in found
        assert f"{finding.code} {finding.name} {finding.severity}" in found
        for number, remedy in enumerate(finding.remedies, 1):
            assert f"{number}. {remedy.text}" in found


@EVERY_REPORT
def test_the_figures_of_the_ledger_are_there_at_40_columns(name: str) -> None:
    found = words(text(REPORTS[name], 40))
    report = REPORTS[name]
    if not report.sweep.completed_scales:
        return
    last = report.sweep.completed(report.sweep.completed_scales[-1])[0]
    if last.moments.end and last.moments.end.ledger:
        for _, size in last.moments.end.ledger.parts():
            assert not size or format_size(size) in found


@EVERY_REPORT
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-16"])
@pytest.mark.parametrize("width", [40, 80])
def test_old_encodings_show_the_whole_report(name: str, encoding: str, width: int) -> None:
    found = text(REPORTS[name], width, encoding)
    for finding in REPORTS[name].findings:
        assert finding.code in found


@EVERY_REPORT
def test_the_answer_comes_last(name: str) -> None:
    report = REPORTS[name]
    found = text(report, 100)
    first, last = found.rpartition("╭")[0], words(found.rpartition("╭")[2])
    assert report.verdict in last
    assert "╭" not in first
    assert report.verdict != "inconclusive" or "No run completed" in last or "scale" in last


def short(report: Report, width: int = 80) -> str:
    return rendered(lambda console: print_report(report, console, everything=False), width)


@EVERY_REPORT
def test_the_last_screen_of_80_x_24_holds_the_verdict_the_cause_and_the_next_step(name: str) -> None:
    report = REPORTS[name]
    screen = words("\n".join(short(report).splitlines()[-23:]))
    assert verdict_title(report.verdict, report.findings) in screen
    assert answer(report) in screen
    worst = worst_finding(report)
    if worst is not None:
        assert worst.message in screen
        assert f"Do this first: {worst.remedies[0].text}" in screen
        assert f"sparsemem explain {worst.code}" in screen
    assert "everything: --all" in screen


@EVERY_REPORT
def test_what_is_left_out_does_not_bear_on_the_verdict(name: str) -> None:
    report = REPORTS[name]
    found, whole = words(short(report)), text(report, 80)
    assert len(short(report).splitlines()) < len(whole.splitlines())
    for finding in report.findings:
        assert f"{finding.code} {finding.name} {finding.severity}" in found
        assert finding.message in found
    assert "Measured with" not in found


def test_the_message_of_the_first_finding_is_told_once() -> None:
    found = words(text(REPORTS["full"], 100))
    for finding in REPORTS["full"].findings:
        assert found.count(finding.message) == 1


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    finding = replace(SAVED.findings[0], message="Held by [bold]rows[/bold] and list[dict].")
    found = text(replace(SAVED, findings=(finding,)), 80)
    assert "[bold]rows[/bold] and list[dict]." in found


def test_failed_runs_say_how_they_ended() -> None:
    found = words(text(REPORTS["full"], 80))
    for said in ("signal 11 (SIGSEGV)", "stopped by --timeout", "stopped by --max-rss", "interrupted by Ctrl-C"):
        assert said in found


@pytest.mark.parametrize(("returned", "said"), [(40 * MB, True), (40 * MB - 1, False), (0, False)])
def test_a_healthy_process_says_what_a_collection_returned(returned: int, said: bool) -> None:
    """What went back at a collection was not taken by the program's objects: arenas that a little garbage pinned.

    Were it garbage itself, the verdict would be cyclic.
    """
    collected = dict.fromkeys(("after_collect", "after_release", "after_trim"), moment(200 * MB - returned))
    end = moment(200 * MB, python_free_pools=returned)
    found = words(text(diagnose(sweep(*(run(s, end=end, **collected) for s in SCALES))), 80))
    assert "healthy: no sparse memory here" in found
    assert ("A full garbage collection returned 40.0 MB of it" in found) is said
    assert ("what its objects and libraries take" in found) is not said


def test_a_small_process_says_nothing_of_what_a_collection_returned() -> None:
    ends = {"end": moment(20 * MB), "after_collect": moment(11 * MB)}
    found = words(text(diagnose(sweep(*(run(scale, **ends) for scale in SCALES))), 80))
    assert "what its objects and libraries take" in found
