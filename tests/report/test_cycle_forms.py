"""Dead cycles in each form: the table and the drawing of a terminal, Markdown, and text for graphviz."""

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from rich.console import Console

from golden import check
from sparsemem.model import AttachedLook, Attachment, Cycle, Garbage, Heap, HeapOwner, Location, RunningTarget
from sparsemem.report.exports.cycle_dot import render_dot
from sparsemem.report.markdown.markdown_blocks import cycles_table
from sparsemem.report.terminal.cycles_table import cycles_block
from sparsemem.report.words.cycle_words import Link, links, tell_collections
from sparsemem.units import MB
from sweeps import moment

TREE = Cycle(
    "Node.children -> list[] -> Node.parent",
    ("Node", "list"),
    1500,
    7500,
    MB,
    18 * MB,
    Location("shop/tree.py", 12, "Node.add"),
    "threshold",
    "SM221",
)
FAILS = Cycle(
    "frame local kept -> ValueError.__traceback__ -> traceback.tb_frame",
    ("frame",),
    20,
    60,
    5000,
    4 * MB,
    None,
    "frozen",
)
ODD = Cycle("dict['a\"] -> [\\'] -> My<T>.x", ("dict", "My<T>"), 1, 2, 500, MB)
SMALL = Cycle("list[]", ("list",), 1, 1, 100, 100)
OWNER = HeapOwner("shop.KEPT > 'a'", ("str",), 10, 4 * MB, 4 * MB, path=("shop.KEPT", "'a'"), type="list")


def heap(*cycles: Cycle) -> Heap:
    """A heap of 10 MB beside which these cycles wait, and a megabyte more."""
    size = sum(one.retained_bytes for one in cycles)
    return Heap(10, 10 * MB, None, None, 1.0, (OWNER,), ()).with_garbage(Garbage(10, 20, size, MB, cycles))


def printed(known: Heap, width: int, encoding: str = "utf-8") -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    block = cycles_block(known, console := Console(file=file, width=width, force_terminal=False))
    if block is not None:
        console.print(block)
    file.seek(0)
    return "\n".join(line.rstrip() for line in file.read().splitlines()) + "\n"


def test_a_loop_is_told_in_its_parts() -> None:
    assert links(TREE) == (Link("Node", ".children", False), Link("list", "[]", False), Link("Node", ".parent", True))
    assert [(one.type, one.name) for one in links(FAILS)] == [
        ("frame", "local kept"),
        ("ValueError", ".__traceback__"),
        ("traceback", ".tb_frame"),
    ]


@pytest.mark.parametrize("width", [50, 100])
def test_the_whole_block(width: int) -> None:
    check(printed(heap(TREE, FAILS, SMALL), width), f"cycles-{width}.txt")


@pytest.mark.parametrize("shape", ["a.B.c -> list[]", TREE.shape, FAILS.shape, "list[]"])
@pytest.mark.parametrize("width", [1, 20, 45, 200])
def test_no_width_breaks_it_and_each_drawing_is_closed(shape: str, width: int) -> None:
    text = printed(heap(replace(TREE, shape=shape)), width)
    assert max(map(len, text.splitlines())) <= width
    assert text.count("╭") == text.count("╰") <= 1


def test_a_terminal_without_the_signs() -> None:
    text = printed(heap(TREE), 100, "ascii")
    assert " +-> Node - .children -> list - [] -> Node - .parent -+" in text.splitlines()


def test_nothing_where_nothing_is_kept() -> None:
    assert cycles_block(heap(SMALL), Console(width=80)) is None
    assert cycles_table(heap(SMALL)) == cycles_table(None) == ""


def test_markdown() -> None:
    row = cycles_table(heap(TREE, SMALL)).splitlines()[2]
    cells = (f"`{TREE.shape}`", "1,500", "7,500", "1.0 MB", "18.0 MB", "threshold", "`shop/tree.py:12`")
    assert row == f"| {' | '.join(cells)} |"


def record(known: Heap | None) -> Attachment:
    looks = (AttachedLook(0.0, moment(60 * MB)),)
    return Attachment(RunningTarget(1, "python a.py", "3.12"), looks, (), known, 1.0, "cyclic", ())


def test_graphviz_text() -> None:
    check(render_dot(record(heap(TREE, FAILS))), "cycles.dot")
    assert render_dot(record(None)).count("label") == 0


@pytest.mark.parametrize(
    ("grown", "runs", "freed", "said"),
    [
        (3 * MB, 2, 4, "grew by 3.0 MB within 10 s; the collector ran 2 times and freed 4 objects."),
        (-MB, 1, 5, "shrank by 1.0 MB within 10 s; the collector ran once and freed 5 objects."),
        (0, 3, 9, "stayed the same within 10 s; the collector ran 3 times and freed 9 objects."),
        (MB, 0, 0, "grew by 1.0 MB within 10 s; the collector did not run."),
        (MB, None, None, "grew by 1.0 MB within 10 s."),
        (0, 0, 0, ""),
        (None, 2, 5, ""),
    ],
)  # fmt: skip
def test_how_garbage_fills_and_drains(
    grown: int | None, runs: int | None, freed: int | None, said: list[str]
) -> None:
    known = replace(
        heap(TREE), growth_seconds=10.0, garbage_growth_bytes=grown, collections=runs, collected_objects=freed
    )
    assert tell_collections(known) == ([f"Garbage that waits {said}"] if said else [])


def test_a_collection_in_the_middle_of_a_look_is_told() -> None:
    drained = replace(heap(TREE), collected_meanwhile=5).since(heap(TREE), 2.0)
    said = tell_collections(replace(drained, collections=1, collected_objects=9))
    assert said[1:] == ["A collection came while garbage was looked for and freed 5 objects: told is what it left."]
    young = replace(heap(TREE), garbage_tracked=1000, collected_meanwhile=5).since(heap(TREE), 2.0)
    assert len(tell_collections(replace(young, collections=1, collected_objects=9))) == 1


@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz is not installed")
def test_graphviz_draws_it() -> None:
    text = render_dot(record(heap(TREE, FAILS, ODD)))
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, check=True)
    drawn = re.findall(r"<title>(\w+)&#45;&gt;(\w+)</title>", done.stdout)
    assert ("c0o2", "c0o0") in drawn
    assert len(drawn) == 3 + 3 + 3 + 1
    assert "dict" in done.stdout
