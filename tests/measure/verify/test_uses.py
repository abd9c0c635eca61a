"""What the counter wrote, and which change it is of."""

import pytest

from sparsemem.measure.verify.uses import Count, count_of, new_name, parse_counts
from sparsemem.model import Change


def change(function: str | None, transform: str = "lazy_twin", path: str = "a.py") -> Change:
    return Change(path, 3, function, transform, "T1", None)


def test_lines_of_several_processes_add_up() -> None:
    lines = ["a.py\t_iter_read\t2\t100", "a.py\t_iter_read\t1\t300", "b.py\t\t1\t0", "a.py\tread\t2", "x\ty\t-1\tz"]
    assert parse_counts(lines) == {("a.py", "_iter_read"): Count(3, 300), ("b.py", ""): Count(1, 0)}


@pytest.mark.parametrize(
    ("function", "transform", "name"),
    [
        ("read", "lazy_twin", "_iter_read"),
        ("_read", "lazy_twin", "_iter_read"),
        ("Grid._cells", "lazy_twin", "Grid._iter_cells"),
        ("index", "dict_pairs", "_iter_index"),
        ("total", "local_generator", "total"),
        ("Grid.total", "fetch_iteration", "Grid.total"),
        (None, "read_iteration", ""),
    ],
)
def test_a_twin_has_a_name_of_its_own(function: str | None, transform: str, name: str) -> None:
    assert new_name(change(function, transform)) == name


def test_what_nobody_counted_never_ran() -> None:
    counts = {("a.py", "_iter_read"): Count(1, 5)}
    assert count_of(change("read"), counts) == Count(1, 5)
    assert count_of(change("read", path="b.py"), counts) == Count(0, 0)
