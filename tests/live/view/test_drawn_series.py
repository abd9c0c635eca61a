"""Rows of what is watched: the last value of each, how it came to be, and the descendants."""

import pytest

import sweeps
from sparsemem.live.view.descendant import Descendant
from sparsemem.live.view.drawn_series import ASCII, DESCENDANT_COLUMNS, descendant_rows, series_rows, span, sparkline
from sparsemem.live.view.looked_at import LookedAt, Sample
from sparsemem.units import MB


def seen() -> LookedAt:
    """A process with two samples, two looks at its ledger, and a child."""
    one = LookedAt(7, "python service.py")
    one.samples = [Sample(1.0, 50 * MB, 40 * MB, 50 * MB, 1), Sample(2.0, 60 * MB, None, 75 * MB, 2)]
    one.moments = [(1.0, sweeps.moment(30 * MB)), (2.0, sweeps.moment(40 * MB, malloc_free=10 * MB))]
    one.descendants = (Descendant(8, "python worker.py", 15 * MB, sweeps.moment(10 * MB, malloc_free=4 * MB), 1.25),)
    return one


def test_each_series_has_its_values() -> None:
    rows = dict(series_rows(seen()))
    assert rows["RSS"] == [50 * MB, 60 * MB]
    assert rows["PSS"] == [40 * MB, None]
    assert rows["RSS of 2 processes"] == [50 * MB, 75 * MB]
    assert rows["live heap"] == [30 * MB, 30 * MB]
    assert rows["gap"] == [0, 10 * MB]
    assert "garbage" not in rows


def test_garbage_is_a_series_of_its_looks() -> None:
    one = seen()
    one.garbage = [(1.0, 2 * MB), (5.0, None), (9.0, 0)]
    assert dict(series_rows(one))["garbage"] == [2 * MB, None, 0]


def test_descendants_are_told_with_the_age_of_their_look() -> None:
    one = seen()
    one.descendants += (Descendant(9, "new", MB),)
    rows = descendant_rows(one, 5)
    assert len(rows[0]) == len(DESCENDANT_COLUMNS)
    assert rows[0] == ("8", "python worker.py", "15.0 MB", "6.0 MB", "4.0 MB", "0.8 s ago")
    assert rows[1] == ("9", "new", "1.0 MB", "?", "?", "not yet")
    assert descendant_rows(one, 1) == rows[:1]


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([5], ""), ([None, 5], ""), ([1, 1], ".."), ([0, 4, 8], ".+%"), ([0, None, 8], ".%")],
)
def test_a_line_goes_from_the_lowest_to_the_highest(values: list[int | None], line: str) -> None:
    assert sparkline(values, ASCII) == line


def test_a_few_pages_are_no_mountains() -> None:
    assert sparkline([1_000_000, 1_000_100, 1_000_000], ASCII) == "..."
    assert span([1_000_000, 1_000_100]) == ""
    assert span([MB, None, 3 * MB]) == "1.0 MB to 3.0 MB"
    assert span([None]) == ""


def test_many_values_share_a_letter() -> None:
    assert len(sparkline([*range(1000)])) == 40
