"""The report as Markdown."""

from pathlib import Path

from sparsemem.model.codec import load_report
from sparsemem.report.markdown import render_markdown

SAVED = Path(__file__).parent.parent / "data" / "scan.json"
REPORT = load_report(SAVED.read_text(), "scan.json")


def test_the_verdict_is_the_title() -> None:
    assert render_markdown(REPORT).startswith(f"## {REPORT.verdict}: ")


def test_each_scale_has_a_row_and_each_finding_a_section() -> None:
    text = render_markdown(REPORT)

    assert [f"| {scale}x |" in text for scale in REPORT.plan.scales] == [True] * len(REPORT.plan.scales)
    assert [f"### {finding.code} " in text for finding in REPORT.findings] == [True] * len(REPORT.findings)


def test_every_table_has_the_same_number_of_cells_in_each_row() -> None:
    tables = [block for block in render_markdown(REPORT).split("\n\n") if block.startswith("|")]

    assert len(tables) == 2
    assert [len({row.count("|") for row in table.splitlines()}) for table in tables] == [1, 1]
