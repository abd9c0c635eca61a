"""The rows of a sweep: of the root process, or of the whole tree where its other processes hold much."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.model import Report, Run, TreeMoment
from sparsemem.report.markdown.scan_markdown import render_scan_markdown
from sparsemem.report.terminal.scan_screen import print_report
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.sweep_rows import has_tree, shown_tree, sweep_rows
from sparsemem.units import MB
from sweeps import moment, run, sweep


def with_tree(scale: int, pss: int, root: int | None = 10, live: int | None = 30) -> Run:
    """A run with a root of 15 MB and a tree of so many MB at its highest."""
    own, heap = (None if size is None else size * MB for size in (root, live))
    tree = TreeMoment(1.0, 5, pss * MB, (pss - 2) * MB, heap, own)
    return replace(run(scale, end=moment(15 * MB), peak_rss=16 * MB), tree_peak=tree)


def report(*runs: Run) -> Report:
    return diagnose(sweep(*runs, scales=tuple(one.scale for one in runs)))


def printed(one: Report) -> str:
    text = StringIO()
    print_report(one, Console(file=text, width=200, force_terminal=False))
    return text.getvalue()


@pytest.mark.parametrize(
    ("pss", "root", "shown"), [(20, 10, True), (20, 11, False), (200, 180, True), (200, 181, False), (5, None, True)]
)
def test_a_tree_is_shown_from_a_tenth_and_ten_megabytes_beside_the_root(
    pss: int, root: int | None, shown: bool
) -> None:
    assert (shown_tree(with_tree(1, pss, root)) is not None) == shown


def test_a_root_that_was_alone_has_one_row() -> None:
    found = report(run(1, end=moment(15 * MB)), run(2, end=moment(15 * MB)))
    assert not has_tree(found)
    assert [row.name for row in sweep_rows(found, 2)] == ["2x"]
    assert "PSS" not in render_scan_markdown(found)
    assert sweep_rows(found, 3) == []


def test_the_row_of_the_tree_comes_first_and_its_root_beside_it() -> None:
    found = report(with_tree(1, 70), with_tree(2, 140))
    tree, root = sweep_rows(found, 2)
    assert (tree.name, tree.rss_bytes, tree.peak_bytes, tree.live_bytes) == ("2x", 140 * MB, 140 * MB, 30 * MB)
    assert (root.name, root.rss_bytes, root.peak_bytes) == ("root", 15 * MB, 16 * MB)
    assert tree.cells()[3] == ""


def test_everything_on_the_page_is_of_the_tree() -> None:
    found = report(with_tree(1, 70), with_tree(2, 140))
    assert answer(found).startswith(
        "At 2x the program's 5 processes hold 140 MB together at the highest look (PSS summed)"
    )
    assert "Its root process ends with 15.0 MB of anonymous memory" in answer(found)
    # On a terminal the answer stands last.
    for page in (printed(found).rpartition("╭")[2], render_scan_markdown(found)):
        assert page.index("140 MB") < page.index("15.0 MB")
    for page in (printed(found), render_scan_markdown(found)):
        assert "of the root process" in page
    # The highest label of the plot is that of the tree.
    assert "140 MB │" in printed(found) or "140 MB |" in printed(found)


def test_an_unknown_live_heap_is_not_drawn_as_none() -> None:
    found = report(with_tree(1, 70, live=None), with_tree(2, 140, live=None))
    assert "how much of that is live heap is not known" in answer(found)
    assert "│" not in printed(found).split("Where the")[0].split("The sweep")[1]
