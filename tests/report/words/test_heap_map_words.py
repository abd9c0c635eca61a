"""What the maps say."""

from dataclasses import replace

import pytest

from maps import HELD, SAMPLE, arena, python_map
from sparsemem.model import Cell, MapOwner
from sparsemem.report.words.heap_map_words import level, map_title, owner_line, python_line, shortened


def test_the_title_says_the_answer() -> None:
    assert map_title(SAMPLE) == "5 arenas held, 28 % live; shop.LABELS pins 3"
    assert map_title(replace(SAMPLE, owners=())) == "5 arenas held, 28 % live"
    assert map_title(python_map(arena(0.5))) == "1 arena held, 50 % live"


def test_the_title_names_the_owner_in_the_most_arenas() -> None:
    owners = (MapOwner("first", 2), MapOwner("second", 1_200))
    assert map_title(replace(SAMPLE, owners=owners)).endswith("second pins 1,200")


def test_the_title_names_nobody_who_has_something_in_malloc_s_heaps_alone() -> None:
    assert map_title(replace(SAMPLE, owners=(MapOwner("first", 0, 9_000),))) == "5 arenas held, 28 % live"


@pytest.mark.parametrize(
    ("pages", "said"), [(0, "in 1 arena"), (256, "in 1 arena"), (257, "in 257 pages of malloc's")]
)
def test_an_owner_is_told_with_what_it_has_more_of(pages: int, said: str) -> None:
    assert owner_line(MapOwner("shop.LABELS", 1, pages)) == f"shop.LABELS: {said}"


@pytest.mark.parametrize(
    ("live", "expected"),
    [(0, 0), (1, 1), (HELD // 10 - 1, 1), (HELD // 10 + 1, 2), (HELD // 2, 3), (HELD * 7 // 10 + 1, 4), (HELD, 4)],
)
def test_levels_at_their_bounds(live: int, expected: int) -> None:
    assert level(Cell(HELD, live)) == expected


def test_what_a_cell_is() -> None:
    assert python_line(SAMPLE).endswith("A cell is one pool of 16 kB.")
    coarse = replace(SAMPLE, python=replace(SAMPLE.python, per_block=4))
    assert python_line(coarse).endswith("A cell is 16 pools of 16 kB.")


@pytest.mark.parametrize("length", [1, 43, 44, 45, 500])
def test_long_names_lose_their_middle(length: int) -> None:
    name = "x" * length
    assert shortened(name) == name if length <= 44 else 40 < len(shortened(name)) <= 44
