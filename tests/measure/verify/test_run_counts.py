"""What the counter wrote, and which change it is of."""

import pytest

from sparsemem.measure.verify.run_counts import Count, count_of, parse_counts, twin_of
from sparsemem.model import Change


def change(function: str | None, transform: str = "lazy_twin", path: str = "a.py") -> Change:
    return Change(path, 3, function, transform, "T1", None)


def test_processes_add_up_and_places_of_one_function_do_not() -> None:
    lines = [
        "a.py\t_iter_read\t3\t2\t100",
        "a.py\t_iter_read\t3\t1\t300",
        "a.py\t_iter_read\t4\t2\t50",
        "b.py\t\t9\t1\t0",
    ]
    assert parse_counts(lines) == {("a.py", "_iter_read"): Count(3, 300), ("b.py", ""): Count(1, 0)}


@pytest.mark.parametrize("line", ["", "a", "a.py\tread\t1\t2", "a.py\tread\t3\t-1\t2", "a.py\tread\t3\t1\tz"])
def test_a_line_that_was_cut_off_is_left_out(line: str) -> None:
    assert parse_counts([line]) == {}


@pytest.mark.parametrize(
    ("name", "twin"),
    [("read", "_iter_read"), ("_read", "_iter_read"), ("Grid._cells", "Grid._iter_cells")],
)
def test_a_twin_has_a_name_of_its_own(name: str, twin: str) -> None:
    assert twin_of(name) == twin


def test_a_change_is_of_the_function_that_builds_or_of_the_one_that_consumes() -> None:
    counts = {("a.py", "_iter_read"): Count(2, 7), ("a.py", "total"): Count(1, 9), ("a.py", ""): Count(4, 1)}
    assert count_of(change("read"), counts) == Count(2, 7)
    assert count_of(change("total"), counts) == Count(1, 9)
    assert count_of(change(None, "read_iteration"), counts) == Count(4, 1)


def test_a_change_of_shape_is_counted_by_what_its_new_calls_are_given() -> None:
    counts = {("a.py", "total"): Count(1, 900), ("a.py", "total="): Count(1, 6)}
    assert count_of(change("total", "partial_sort"), counts) == Count(1, 6)
    assert count_of(change("total", "local_generator"), counts) == Count(1, 900)


def test_what_nobody_counted_never_ran() -> None:
    counts = {("a.py", "_iter_read"): Count(1, 5)}
    assert count_of(change("read"), counts) == Count(1, 5)
    assert count_of(change("read", path="b.py"), counts) == Count(0, 0)


def test_a_twin_of_another_module_is_counted_where_it_is_called() -> None:
    counts = {("user.py", "_iter_cells"): Count(1, 5), ("grid.py", "Grid._iter_cells"): Count(2, 9)}
    assert count_of(change("Grid.cells", path="user.py"), counts) == Count(1, 5)
    assert count_of(change("Grid.cells", path="other.py"), counts) == Count(0, 0)
