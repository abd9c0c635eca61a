"""The outcome of each test, from the report that pytest writes for other programs."""

from pathlib import Path
from xml.etree import ElementTree

REPORT = ".sparsemem-tests.xml"
OPTIONS = ("-p", "no:cacheprovider", f"--junitxml={REPORT}")
_BAD = ("failure", "error", "skipped")


def write_outcomes(report: Path, folder: Path) -> Path:
    """A file in `folder` with a line for each test, in their order; none where pytest wrote no report."""
    text = folder / "outcomes"
    if report.exists():
        lines = parse_outcomes(report.read_text(encoding="utf-8", errors="replace"))
        text.write_text("".join(f"{line}\n" for line in lines))
    return text


def parse_outcomes(text: str) -> list[str]:
    """`name: outcome` of each test case in a JUnit report; nothing where the text is none."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return []
    return [_line(case) for case in root.iter("testcase")]


def _line(case: ElementTree.Element) -> str:
    name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
    worst = next((child.tag for child in case if child.tag in _BAD), "passed")
    return f"{name}: {worst}"
