"""At which scales the heap is read once more, and that the runs of the sweep are not touched by it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from commands import sparsemem
from sparsemem.measure.passes.heap_scales import chosen_scales
from sparsemem.model import Run
from sweeps import run

PROGRAM = """
import sys
class Shop:
    def __init__(self): self.orders = {}
shop, TABLE = Shop(), [str(at) * 20 for at in range(20_000)]
for at in range(int(sys.argv[1])): shop.orders[at] = "x" * 1000 + str(at)
"""


def runs(*scales: int, wall: float = 0.5) -> list[Run]:
    return [replace(run(scale), wall_seconds=wall * scale) for scale in scales]


@pytest.mark.parametrize(
    ("there", "objects", "chosen"),
    [
        (runs(1, 2, 3, 4), 100_000, [1, 2]),
        (runs(1, 2, 4), 100_000, [1, 2]),
        (runs(1, 4), 100_000, [1]),
        (runs(4), 100_000, []),
        (runs(1, 2, 3, 4, wall=2.0), 100_000, [1]),
        (runs(1, 2, 3, 4), 4_000_000, [1]),
    ],
    ids=["four", "three", "two", "one", "slow program", "many objects"],
)
def test_the_scales_that_are_read(there: list[Run], objects: int, chosen: list[int]) -> None:
    assert chosen_scales(there, objects) == chosen


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A program whose one attribute grows with its data."""
    folder = tmp_path_factory.mktemp("grows")
    (folder / "work.py").write_text(PROGRAM)
    options = ("--scales", "1,2,4", "--repeats", "1", "--profile", "off", "--json", "saved.json")
    done = sparsemem(folder, "scan", *options, "work.py", "--", "{8000}")
    assert done.returncode == 0, done.stderr
    return done, json.loads((folder / "saved.json").read_text()), folder


def test_each_owner_has_its_line_over_the_scales(scanned: Any) -> None:
    heap = scanned[1]["heap"]
    rows = {one["owner"]: one for one in heap["owners"]}
    orders, table = rows["__main__.shop > Shop.orders"], rows["__main__.TABLE"]
    assert heap["growth_scales"] == [1, 2, 4]
    assert orders["growth_entries"] == 8000
    assert orders["growth_bytes"] == pytest.approx(8000 * 1100, rel=0.1)
    assert orders["growth_fit"]["exponent"] == pytest.approx(1.0, abs=0.1)
    assert abs(table["growth_bytes"]) < 50_000
    assert sum(one["growth_bytes"] or 0 for one in heap["owners"]) == heap["growth_bytes"]


def test_the_screen_says_who_grows_with_the_data(scanned: Any) -> None:
    words = " ".join(scanned[0].stdout.replace("│", " ").split())
    assert "With the data grows `__main__.shop > Shop.orders` (dict of str)" in words
    assert "exponent 1.0" in words


def test_the_runs_of_the_sweep_are_those_of_the_plan(scanned: Any) -> None:
    assert [one["scale"] for one in scanned[1]["runs"]] == [1, 2, 4]


def test_a_page_and_markdown_say_it_too(scanned: Any) -> None:
    _, _, folder = scanned
    done = sparsemem(folder, "report", "saved.json", "--md", "r.md", "--html", "r.html")
    assert done.returncode == 0, done.stderr
    assert (
        "| holds the live heap | objects | holds | retains | share | for each 1x |" in (folder / "r.md").read_text()
    )
    assert "With the data grows <code>__main__.shop &gt; Shop.orders</code>" in (folder / "r.html").read_text()
