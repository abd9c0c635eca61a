"""The map of the heap on a terminal: a letter for each arena."""

from dataclasses import replace

import pytest

from golden import check, rendered
from maps import SAMPLE, arena, python_map
from sparsemem.model import Band, HeapMap, MapOwner
from sparsemem.model.heap_map import BLOCK_BYTES
from sparsemem.report.terminal.heap_map_letters import heap_map, sign


def text(found: HeapMap, width: int = 40, encoding: str = "utf-8") -> str:
    return rendered(lambda console: console.print(heap_map(found, console)), width, encoding)


def drawn(found: HeapMap) -> list[str]:
    """The lines of the map without its title and legend."""
    lines = [line.strip() for line in text(found).splitlines()]
    return [line for line in lines if line and set(line) <= set(".-+*#")]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "."), (0.019, "."), (0.02, "-"), (0.1, "+"), (0.35, "*"), (0.699, "*"), (0.7, "#"), (1.0, "#")],
)
def test_a_cell_is_paler_the_emptier_its_arena(share: float, expected: str) -> None:
    assert sign(share) == expected


@pytest.mark.parametrize("width", [40, 100])
def test_it_looks_as_it_did(width: int) -> None:
    check(text(SAMPLE, width), f"heap-map-{width}.txt")


def test_cells_stand_in_the_order_of_addresses() -> None:
    assert drawn(python_map(*map(arena, [0.0, 0.05, 0.2, 0.5, 1.0]))) == [".-+*#"]


def test_a_long_heap_goes_on_in_the_next_line() -> None:
    assert drawn(python_map(*[arena(1.0)] * 100)) == ["#" * 40, "#" * 40, "#" * 20]


def test_a_cell_is_the_mean_of_neighbours_where_there_are_too_many() -> None:
    cells = tuple(cell for share in (1.0, 0.0) * 5_000 for cell in arena(share)[:1])
    lines = drawn(HeapMap(10_000, Band(cells, 1, BLOCK_BYTES), None))
    assert set("".join(lines)) == {"*"}
    assert len(lines) <= 16


def test_the_legend_counts_the_arenas_that_are_nearly_empty() -> None:
    assert "2 of 3 arenas are less than 10 % alive." in text(python_map(*map(arena, [0.01, 0.09, 0.5])), 100)


def test_where_a_block_is_of_several_arenas_nobody_counts_the_empty_ones() -> None:
    found = python_map(arena(0.01))
    assert "are less than" not in text(replace(found, python=replace(found.python, block_bytes=4 * BLOCK_BYTES)), 100)


def test_a_process_without_arenas_has_an_empty_map() -> None:
    assert drawn(python_map()) == []
    assert "Python holds no arenas" in text(python_map())


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_old_encodings_show_long_names_as_well(encoding: str) -> None:
    owners = (MapOwner("a_package.of_some_depth.and_a_module.with_a_NAME", 7),)
    assert "a_package.of_some_de" in text(python_map(arena(0.1), owners=owners), 100, encoding)
