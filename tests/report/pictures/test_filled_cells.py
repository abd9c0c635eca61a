"""A heap by address: each cell drawn once, and what is alive in it as large as its share."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from maps import SAMPLE, arena, python_map
from sparsemem.model import Band, Cell
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.report.pictures.filled_cells import draw_filled_cells

SQUARE = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)")


def squares(band: Band) -> dict[str, list[tuple[float, float, float]]]:
    """Of each class the left, top and side of its squares."""
    root = ElementTree.fromstring(draw_filled_cells(band, 1120, "a <heap>"))
    paths = {path.attrib["class"]: path.attrib["d"] for path in root.iter("path")}
    return {name: [tuple(map(float, one)) for one in SQUARE.findall(path)] for name, path in paths.items()}


def area(found: Sequence[tuple[float, float, float]]) -> float:
    return sum(side**2 for _, _, side in found)


def test_what_is_alive_takes_its_share_of_what_is_held() -> None:
    for share in (0.0, 0.25, 0.5, 1.0):
        found = squares(python_map(arena(share)).python)
        assert len(found["cell-held"]) == 64
        assert area(found.get("cell-live", ())) / area(found["cell-held"]) == pytest.approx(share, abs=0.08)


def test_an_owner_has_a_class_of_its_own_and_what_has_gone_back_is_not_drawn() -> None:
    python, malloc = squares(SAMPLE.python), squares(SAMPLE.malloc or SAMPLE.python)
    assert {name: len(found) for name, found in python.items()} == {
        "cell-held": 5 * 64,
        "cell-live": 64,
        "cell-live-0": 32 + 64 + 64,
        "cell-live-1": 32,
    }
    assert len(malloc["cell-held"]) == 2


@pytest.mark.parametrize(("blocks", "cells"), [(1, 64), (80, 64), (1_250, 4), (5_000, 1)])
def test_cells_do_not_overlap_and_stay_inside(blocks: int, cells: int) -> None:
    found = squares(Band((Cell(BLOCK_BYTES // cells, 1),) * (blocks * cells), cells, BLOCK_BYTES))
    held = found["cell-held"]
    assert len({(x, y) for x, y, _ in held}) == blocks * cells
    assert all(x >= 0 and x + side <= 1120 for x, _, side in held)
    assert all(side >= 1 for _, _, side in found["cell-live"]), "what is alive is seen, however little it is"
