"""The pages of the examples and the guide: whole, consistent with each other, and with figures that were measured."""

import re
from pathlib import Path

import pytest

from examples.pairs import EXAMPLES, PAIRS, ROOT
from sparsemem.units import parse_size

GUIDE = (EXAMPLES / "README.md").read_text()
SECTIONS = ["What is wrong", "How it shows", "The rewrite, step by step", "Measured", "When not to do it"]
ROW = re.compile(r"^\| \[(.+)\]\((\w+)/README\.md\) \| (.+) \|$", re.MULTILINE)
EVERY_PAIR = pytest.mark.parametrize("pair", PAIRS)


def page(pair: str) -> str:
    return (EXAMPLES / pair / "README.md").read_text()


def rows() -> dict[str, list[str]]:
    """The cells of the guide's table after the first, by pair."""
    return {found[2]: found[3].split(" | ") for found in ROW.finditer(GUIDE)}


def shown(pair: str, command: str) -> str:
    """What a page shows of the output of a command."""
    head = re.escape(f"$ python -m sparsemem {command}")
    found = re.search(rf"^```console\n{head}\n(.*?)^```$", page(pair), re.M | re.S)
    assert found, f"the page of {pair} does not show {command}"
    return found[1]


def test_there_is_a_row_for_each_pair_and_none_else() -> None:
    assert len(PAIRS) >= 14
    assert sorted(rows()) == PAIRS


@EVERY_PAIR
def test_the_figures_of_a_row_are_sizes_and_ratios(pair: str) -> None:
    before, after, *ratios, gone, by_rewrite = rows()[pair]
    assert parse_size(before) > 0
    assert parse_size(after) > 0
    assert len(ratios) == 3
    assert all(re.fullmatch(r"\d+\.\d\dx|\d\d+x|\?", ratio) for ratio in ratios)
    assert re.fullmatch(r"SM\d{3}(, SM\d{3})*|nothing", gone)
    assert re.fullmatch(r"\d+\.\d\dx|\d\d+x|-", by_rewrite)


@EVERY_PAIR
def test_a_pair_saves_what_its_row_says(pair: str) -> None:
    """The peak, or what stays at the end: one of them goes down by a quarter at least."""
    peak, end, _ = (float(ratio.rstrip("x")) for ratio in rows()[pair][2:5])
    assert min(peak, end) <= 0.75


@EVERY_PAIR
def test_a_page_has_its_sections_in_order(pair: str) -> None:
    text = page(pair)
    assert re.findall(r"^## (.+)$", text, re.M) == SECTIONS
    assert text.startswith(f"# {next(found[1] for found in ROW.finditer(GUIDE) if found[2] == pair)}\n")


@EVERY_PAIR
def test_a_page_shows_what_scan_and_compare_printed(pair: str) -> None:
    scanned = shown(pair, f"scan examples/{pair}/before.py")
    assert "The sweep" in scanned
    compared = shown(pair, f"compare examples/{pair}/before.py examples/{pair}/after.py")
    assert "the same output" in compared
    peak = rows()[pair][2]
    assert f"peak RSS {peak}," in compared


@pytest.mark.parametrize("path", [*EXAMPLES.rglob("*.md"), ROOT / "README.md"], ids=lambda path: path.parent.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_guide_leads_to_every_pair_before_its_table() -> None:
    way = GUIDE.partition("<!-- table -->")[0]
    assert [pair for pair in PAIRS if f"({pair}/README.md)" not in way] == []


def test_the_readme_leads_to_the_guide() -> None:
    assert "(examples/README.md)" in (ROOT / "README.md").read_text()
