"""The map of a process's heaps."""

import os

import pytest

from sparsemem.model import HeapMap, Pinner
from sparsemem.outside import open_source, open_view
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.heap_reading import read_heap_of_process
from sparsemem.outside.map.map_cells import MOST_CELLS, MOST_OWNERS, choose_fineness, choose_owners, draw_map
from tests.outside.children import Start, interpreters

MB = 1 << 20
OWNED = """
class Order:
    __slots__ = tuple("abcdef")
class Row(Order):
    pass
class Shop:
    pass
shop, rest = Shop(), Shop()
orders, rows = [Order() for i in range(100_000)], [Row() for i in range(200_000)]
shop.kept, rest.others = orders[::200], rows[::200]
del orders, rows
"""


def pinner(owner: str | None, share_bytes: int) -> Pinner:
    return Pinner(owner, "str", 1, 1, 1, share_bytes, 0)


def check(found: HeapMap) -> None:
    """The owner of the orders has them in as many blocks as it says, and in about a third of all."""
    owner = next(one for one in found.owners if one.name.endswith("kept"))
    number = found.owners.index(owner)
    whose = [number in {cell.owner for cell in block} for block in found.python.blocks]
    # Where two owners meet in a cell, it is of the one that has more in it.
    assert owner.arenas - 2 <= sum(whose) <= owner.arenas
    # One in three of the objects was an order, and both are of one size.
    assert 0.2 < owner.arenas / found.arenas < 0.45


@pytest.mark.parametrize("python", interpreters())
def test_owners_are_where_they_are(start: Start, python: str) -> None:
    found = read_heap_of_process(start(OWNED, python).pid, Asked(draws_map=True)).heap_map
    assert found is not None
    check(found)
    assert found.malloc is not None
    assert found.malloc.live_bytes > 0


def test_without_a_survey_types_tell_owners_apart(start: Start) -> None:
    view = open_view(open_source(start(OWNED).pid))
    records = (Pinner("Shop.kept", "Order", 500, 1, 1, 9 * MB, 0), Pinner("Shop.others", "Row", 1, 1, 1, 8 * MB, 0))
    check(draw_map(view, None, records))


def test_owners_of_chunks_are_told_apart_in_malloc_s_heaps(start: Start) -> None:
    found = read_heap_of_process(
        start("KEPT = [bytes(2000) for i in range(6_000)]; del KEPT[::3]").pid, Asked(draws_map=True)
    ).heap_map
    assert found is not None
    assert found.malloc is not None
    number = [owner.name for owner in found.owners].index("__main__.KEPT")
    held = [cell for cell in found.malloc.cells if cell.held_bytes]
    assert sum(cell.owner == number for cell in held) > 0.5 * len(held)


def test_a_map_is_drawn_only_where_it_is_wanted(start: Start) -> None:
    assert read_heap_of_process(start("x = 1").pid, Asked()).heap_map is None


def test_our_own_map_has_the_cells_of_its_arenas() -> None:
    found = draw_map(open_view(open_source(os.getpid())), None)
    assert found.owners == ()
    assert len(found.python.blocks) >= found.arenas > 0
    assert len(found.python.cells) + len(found.malloc.cells if found.malloc else ()) <= MOST_CELLS


@pytest.mark.parametrize(
    ("arenas", "blocks_of_malloc", "cells", "joined"),
    [
        (0, 0, [64, 256], 1),
        (312, 0, [64, 256], 1),
        (308, 1, [64, 256], 1),
        (313, 0, [16, 16], 1),
        (200, 100, [64, 64], 1),
        (5_000, 0, [4, 4], 1),
        (10_240, 0, [1, 1], 1),
        (20_000, 0, [1, 1], 1),
        (20_001, 0, [1, 1], 2),
        (100_000, 100_000, [1, 1], 10),
    ],
)
def test_cells_become_coarser_as_heaps_grow(
    arenas: int, blocks_of_malloc: int, cells: list[int], joined: int
) -> None:
    assert choose_fineness([arenas * 64, blocks_of_malloc * 256], [64, 256]) == (cells, joined)


def test_the_owners_that_keep_the_most_are_told_apart() -> None:
    some = [
        pinner("a", 3 * MB),
        pinner(None, 9 * MB),
        pinner("(7 other owners)", 9 * MB),
        pinner("b", 4 * MB),
        pinner("a", 2 * MB),
        pinner("c", MB - 1),
    ]
    assert choose_owners(some) == ["a", "b"]
    assert len(choose_owners([pinner(name, MB) for name in "abcdefg"])) == MOST_OWNERS
