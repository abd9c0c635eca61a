"""The picture of the heaps."""

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from golden import check
from maps import SAMPLE, arena, python_map
from sparsemem.model import Band, Cell, HeapMap, MapOwner
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.report.pictures.heap_svg import render_heap_svg

SVG = "{http://www.w3.org/2000/svg}"


def squares(found: HeapMap) -> Counter[str]:
    """How many squares of each kind are drawn, those of the legend included."""
    counts: Counter[str] = Counter()
    for path in ElementTree.fromstring(render_heap_svg(found)).iter(f"{SVG}path"):
        counts[path.attrib["class"]] += path.attrib["d"].count("M")
    return counts


def test_it_looks_as_it_did() -> None:
    check(render_heap_svg(SAMPLE), "heap-map.svg")


def test_every_cell_that_holds_something_is_drawn_once() -> None:
    legend = Counter({"l0": 1, "l1": 1, "l2": 1, "l3": 1, "l4": 1, "o0": 1, "o1": 1})
    levels = {"l0": 32 + 32, "l1": 32 + 64 + 1, "l2": 64, "l3": 32, "l4": 64 + 1}
    assert squares(SAMPLE) - legend == Counter(levels) + Counter({"o0": 32 + 64 + 64, "o1": 32})


def test_names_are_escaped() -> None:
    texts = [text.text for text in ElementTree.fromstring(render_heap_svg(SAMPLE)).iter(f"{SVG}text")]
    assert "Order.<registry> & more: in 1 arena" in texts


@pytest.mark.parametrize(("arenas", "cells"), [(0, 64), (1, 64), (312, 64), (1_250, 16), (10_240, 1), (20_000, 1)])
def test_every_heap_fits_and_cells_do_not_overlap(arenas: int, cells: int) -> None:
    band = Band((Cell(BLOCK_BYTES // cells, 1000),) * (arenas * cells), cells, BLOCK_BYTES)
    text = render_heap_svg(HeapMap(arenas, band, None))
    root = ElementTree.fromstring(text)
    drawn = [path.attrib["d"] for path in root.iter(f"{SVG}path")][5:]
    found = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", "".join(drawn))
    corners = {(float(x), float(y)) for x, y, _ in found}
    assert len(corners) == len(found) == arenas * cells
    assert all(x + float(side) <= 936 for x, _, side in ((float(x), y, s) for x, y, s in found))
    assert float(root.attrib["height"]) < 1600
    assert len(text) < 1_000_000


def test_long_names_take_lines_of_their_own_and_stay_inside() -> None:
    owners = tuple(MapOwner(f"a_package.of_some_depth.in_a_module.NAME_{at}", 1_000) for at in range(4))
    texts = list(ElementTree.fromstring(render_heap_svg(replace(SAMPLE, owners=owners))).iter(f"{SVG}text"))
    named = [
        (int(text.attrib["x"]), text.attrib["y"], len(text.text or "")) for text in texts if "NAME_" in str(text.text)
    ]
    assert len({y for _, y, _ in named[1:]}) == 4
    assert all(x + 7 * length < 960 for x, _, length in named)


def test_a_picture_needs_nothing_from_elsewhere() -> None:
    text = render_heap_svg(SAMPLE).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in text
    assert "url(" not in text


def test_no_arenas() -> None:
    assert "Python holds no arenas" in render_heap_svg(python_map())
    assert squares(python_map(arena(0.0)))["l0"] == 65
