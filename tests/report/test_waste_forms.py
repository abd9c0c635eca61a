"""The table of waste: by owner, count, bytes saved, remedy; on the screen, in Markdown and on the page."""

from dataclasses import replace

import pytest

from golden import rendered
from recorded import read
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Heap, HeapOwner, Report, Waste
from sparsemem.model.saved_records import load_report
from sparsemem.report.formats import formats_of
from sparsemem.report.terminal.scan_screen import print_report
from sparsemem.report.words.waste_words import shown_waste, waste_name, waste_remedy, waste_rows
from sparsemem.units import MB
from sweeps import moment, run, sweep

CITIES = Waste("equal values", "shop.rows", "str", 999_900, 60 * MB, objects=1_000_000)
JOBS = Waste("empty room", "shop.tracker > Tracker.jobs", "dict", 1, 80 * MB, 1, 10, 80 * MB)
SMALL = Waste("empty room", "shop.other", "list", 10, 100_000)
OWNERS = (HeapOwner("shop.rows", ("list", "str"), 10, 90 * MB, 90 * MB, type="list"),)
HEAP = Heap(10, 200 * MB, None, None, None, OWNERS, (), waste=(CITIES, JOBS, SMALL))


@pytest.fixture
def report() -> Report:
    live = 200 * MB
    return diagnose(sweep(run(1, end=moment(anonymous=live, python_live=live)), scales=(1,)), heap=HEAP)


def test_the_rows_are_those_that_save_the_most() -> None:
    assert shown_waste(HEAP, 8) == [JOBS, CITIES]
    assert shown_waste(HEAP, 1) == [JOBS]
    assert waste_rows(None) == []


def test_each_has_its_name_and_its_remedy() -> None:
    assert [waste_name(one) for one in (CITIES, JOBS)] == [
        "shop.rows: equal str",
        "shop.tracker > Tracker.jobs: empty room in dict",
    ]
    assert waste_remedy(CITIES, HEAP) == "row.city = sys.intern(row.city)"
    assert waste_remedy(JOBS, HEAP) == "jobs = dict(jobs)"
    assert waste_remedy(replace(JOBS, type="unknown"), HEAP) == ""


@pytest.mark.parametrize("width", [60, 120])
def test_the_screen_has_the_table_beside_the_findings(report: Report, width: int) -> None:
    text = rendered(lambda console: print_report(report, console, everything=False), width)
    table = text.partition("Memory that the same data would not need")[2].partition("SM15")[0]
    assert "999,900" in table
    assert "60.0 MB" in table
    assert ("sys.intern" in table) is (width == 120)


def test_without_waste_there_is_no_table() -> None:
    saved = load_report(read("scan.json"), "scan.json")
    text = rendered(lambda console: print_report(replace(saved, heap=replace(HEAP, waste=(SMALL,))), console), 120)
    assert "Memory that the same data would not need" not in text


def test_markdown_and_the_page_have_it(report: Report) -> None:
    markdown, page = (formats_of(Report)[name](report) for name in ("md", "html"))
    assert "| `shop.rows: equal str` | 999,900 | 60.0 MB | 30 % | `row.city = sys.intern(row.city)` |" in markdown
    section = page.partition('<section id="waste"')[2].partition("</section>")[0]
    assert "row.city = sys.intern(row.city)" in section
    assert "80.0 MB" in section
