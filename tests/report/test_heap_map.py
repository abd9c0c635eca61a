"""The map of the heap: a cell for each arena."""

import pytest

from golden import rendered
from sparsemem.report.heap_map import heap_map, level


def drawn(shares: list[float], width: int = 40) -> list[str]:
    """The lines of the map without its title and legend."""
    lines = rendered(lambda console: console.print(heap_map(shares, console)), width).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("Python's arenas")) + 1
    last = next(number for number, line in enumerate(lines) if line.startswith("A cell is"))
    return [line.strip() for line in lines[first:last]]


@pytest.mark.parametrize(
    ("share", "sign"),
    [(0.0, "."), (0.019, "."), (0.02, "-"), (0.1, "+"), (0.35, "*"), (0.699, "*"), (0.7, "#"), (1.0, "#")],
)
def test_a_cell_is_paler_the_emptier_its_arena(share: float, sign: str) -> None:
    assert level(share)[0] == sign


def test_cells_stand_in_the_order_of_addresses() -> None:
    assert drawn([0.0, 0.05, 0.2, 0.5, 1.0]) == [".-+*#"]


def test_a_long_heap_goes_on_in_the_next_line() -> None:
    assert drawn([1.0] * 100) == ["#" * 40, "#" * 40, "#" * 20]


def test_a_cell_is_the_mean_of_neighbours_where_there_are_too_many() -> None:
    lines = drawn([1.0, 0.0] * 5_000)
    assert set("".join(lines)) == {"*"}
    assert len(lines) <= 16


def test_the_legend_counts_the_arenas_that_are_nearly_empty() -> None:
    text = rendered(lambda console: console.print(heap_map([0.01, 0.09, 0.5], console)), 100)
    assert "2 of 3 arenas are less than 10 % alive." in text


def test_a_process_without_arenas_has_an_empty_map() -> None:
    assert drawn([]) in ([], [""])
