"""The report as Markdown."""

from dataclasses import replace
from pathlib import Path

from sparsemem.model.saved_records import load_report
from sparsemem.report.markdown.scan_markdown import render_scan_markdown

SAVED = Path(__file__).parents[2] / "data" / "scan.json"
REPORT = load_report(SAVED.read_text(), "scan.json")


def test_the_verdict_is_the_title() -> None:
    assert render_scan_markdown(REPORT).startswith(f"## {REPORT.verdict}: ")


def test_each_scale_has_a_row_and_each_finding_a_section() -> None:
    text = render_scan_markdown(REPORT)

    assert [f"| {scale}x |" in text for scale in REPORT.plan.scales] == [True] * len(REPORT.plan.scales)
    assert [f"### {finding.code} " in text for finding in REPORT.findings] == [True] * len(REPORT.findings)


def test_the_holders_of_a_peak_are_a_table_and_cannot_end_it() -> None:
    holder = {"function": "a|b`", "path": "x|y.py", "line": 3, "bytes": 1 << 20}
    findings = (replace(REPORT.findings[0], evidence={"holders": [holder]}),)

    text = render_scan_markdown(replace(REPORT, findings=findings))

    assert "| copies made in | line | bytes |\n|:---|:---|---:|\n| `a/b'` | `x/y.py:3` | 1.0 MB |\n" in text


def test_every_table_has_the_same_number_of_cells_in_each_row() -> None:
    tables = [block for block in render_scan_markdown(REPORT).split("\n\n") if block.startswith("|")]

    assert len(tables) == 3
    assert [len({row.count("|") for row in table.splitlines()}) for table in tables] == [1, 1, 1]
