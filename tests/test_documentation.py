"""The README and the pages that it leads to."""

import re
from pathlib import Path

import pytest

from sparsemem.diagnose.rules import RULES

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)\)")
MOST_LINES = 200


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < MOST_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_command_is_shown_as_code(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"^(?:python|pip|sparsemem) .*--.*", text, re.MULTILINE) == []


def test_every_page_is_found_from_the_readme() -> None:
    links = set(LINK.findall((ROOT / "README.md").read_text()))
    assert {f"docs/{page.name}" for page in PAGES[1:]} <= links


def test_every_code_of_a_measurement_is_on_the_page_on_reports() -> None:
    page = (ROOT / "docs" / "reading-a-report.md").read_text()
    assert [rule.code for rule in RULES if f"| {rule.code} |" not in page] == []
