"""Which setting is recommended: what returns most, beyond chance, with the least change; and when none is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.diagnose.conclusions.recommendation import notes_on, recommend
from sparsemem.model import SettingRow
from sparsemem.units import MB
from sweeps import moment, run

AS_IS = SettingRow("as is", {}, True, None, 110 * MB, 100 * MB, 1.0, same_output=True)


def row(name: str, end: int | None, **others: object) -> SettingRow:
    """A row with that much at its end, in MB."""
    facts = {"peak_rss_bytes": 110 * MB, "wall_seconds": 1.0, "same_output": True, "environment": {name: "1"}}
    size = None if end is None else end * MB
    return SettingRow(**{"name": name, "available": True, "reason": None, "end_rss_bytes": size} | facts | others)  # type: ignore[arg-type]


def chosen(*rows: SettingRow) -> str | None:
    found = recommend((AS_IS, *rows), "a.py").row
    return found.name if found else None


def test_the_row_with_the_least_at_its_end_is_recommended() -> None:
    assert chosen(row("a", 90), row("b", 30), row("c", 60)) == "b"


def test_of_rows_that_return_all_but_as_much_the_first_is_taken() -> None:
    assert chosen(row("a", 33), row("b", 30)) == "a"
    assert chosen(row("a", 34), row("b", 30)) == "b"


def test_of_settings_whose_repeats_do_not_overlap_the_one_that_leaves_least_is_taken() -> None:
    first = row("first", 33, end_spread=(32.5 * MB, 33.5 * MB))
    least = row("least", 30, end_spread=(29.0 * MB, 31.0 * MB))
    assert chosen(first, least) == "least"
    assert chosen(first, replace(least, released=True)) == "first", "the program stays as it is"


def test_what_chance_tells_apart_is_as_good_and_the_simplest_is_taken() -> None:
    preload = row("preload", 30, end_spread=(28.0 * MB, 33.0 * MB), needs="liba (Debian)")
    plain = row("plain", 32, end_spread=(31.0 * MB, 34.0 * MB))
    found = recommend((AS_IS, preload, plain), "a.py")
    assert found.row == plain
    assert "preload left 30.0 MB, which the repeats do not tell from it." in found.why
    assert "repeats" not in recommend((AS_IS, plain), "a.py").why


@pytest.mark.parametrize(
    "others",
    [{"same_output": False}, {"available": False, "end_rss_bytes": None}, {"end_rss_bytes": None}],
)
def test_a_row_that_was_not_tried_or_puts_out_something_else_is_never_recommended(others: dict[str, object]) -> None:
    assert chosen(row("a", 90), row("b", 1, **others)) == "a"


def test_a_row_whose_output_could_not_be_compared_may_be() -> None:
    assert chosen(row("a", 30, same_output=None)) == "a"


def test_a_tenth_and_5_mb_are_needed() -> None:
    small = SettingRow("as is", {}, True, None, 20 * MB, 20 * MB, 1.0)
    assert (chosen(row("a", 91)), chosen(row("a", 90))) == (None, "a")
    assert recommend((small, row("a", 16)), "a.py").row is None


def test_what_lies_within_the_range_of_the_repeats_is_chance() -> None:
    as_is = SettingRow("as is", {}, True, None, 110 * MB, 100 * MB, 1.0, end_spread=(60.0 * MB, 140.0 * MB))
    noisy = row("a", 50, end_spread=(20.0 * MB, 80.0 * MB))
    steady = row("b", 51, end_spread=(50.0 * MB, 52.0 * MB))
    assert recommend((as_is, noisy), "a.py").row is None
    assert recommend((as_is, noisy, steady), "a.py").row == steady


def test_a_lower_peak_counts_where_the_end_is_the_same() -> None:
    found = recommend((AS_IS, row("a", 100, peak_rss_bytes=60 * MB)), "a.py")
    assert found.row is not None
    assert found.why.startswith("At the end it changes nothing; RSS at the peak is 60.0 MB")


def test_the_peak_is_that_of_the_whole_tree() -> None:
    as_is = SettingRow("as is", {}, True, None, 50 * MB, 50 * MB, 1.0, tree_peak_bytes=400 * MB)
    found = recommend((as_is, row("a", 50, peak_rss_bytes=50 * MB, tree_peak_bytes=200 * MB)), "a.py")
    assert found.row is not None
    assert "200 MB instead of 400 MB" in found.why


def test_of_such_rows_one_without_a_change_of_the_program_is_taken() -> None:
    rows = row("as is, released", 30, released=True, environment={}), row("a", 31)
    found = recommend((AS_IS, *rows), "a.py")
    assert found.row == rows[1]
    assert found.why.endswith("Without a setting, sparsemem.trim() in the program leaves 30.0 MB.")


def test_a_release_is_recommended_with_what_goes_without_a_change_of_the_program() -> None:
    found = recommend((AS_IS, row("a", 50), row("a, released", 20, released=True)), "a.py")
    assert found.row is not None
    assert found.row.released
    assert "RSS at the end is 20.0 MB instead of 100 MB" in found.why
    assert found.why.endswith("Without a change of the program: a, 50.0 MB; ENV a=1")


def test_no_release_lowers_a_peak() -> None:
    assert chosen(row("a, released", 100, released=True, peak_rss_bytes=MB)) is None


def test_where_no_knob_helps_the_way_to_change_the_program_is_named() -> None:
    found = recommend((AS_IS, row("a", 99)), "shop.py")
    assert found.row is None
    assert "No knob helps" in found.why
    assert "sparsemem scan shop.py" in found.why


def test_costs_are_told() -> None:
    found = recommend((AS_IS, row("a", 30, peak_rss_bytes=200 * MB, wall_seconds=2.0, needs="liba (Debian)")), "a.py")
    assert "the cost: the peak 200 MB instead of 110 MB and the time 2.00x, 2.0 s" in found.why
    assert found.why.endswith("The image needs the package of it: liba (Debian).")


def test_a_program_that_failed_as_it_is_has_nothing_to_compare_with() -> None:
    assert recommend((row("as is", None),), "a.py").row is None
    assert recommend((AS_IS,), "a.py").row is None


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans(), st.booleans())))
def test_what_is_recommended_returns_all_but_the_most(ends: list[tuple[int, bool, bool]]) -> None:
    rows = [row(str(at), end, released=free, same_output=same) for at, (end, free, same) in enumerate(ends)]
    found = recommend((AS_IS, *rows), "a.py").row
    good = [100 - (one.end_rss_bytes or 0) // MB for one in rows if one.same_output]
    if found is not None:
        assert found.same_output
        assert 100 - (found.end_rss_bytes or 0) // MB >= 0.95 * max(good)
    else:
        assert max(good, default=0) < 10


def test_what_no_setting_of_malloc_can_touch_is_said_with_its_size() -> None:
    arenas, preload = notes_on(run(1, end=moment(80 * MB, python_free_pools=60 * MB)))
    assert "no setting of malloc and no trim touches those (60.0 MB" in arenas
    assert "without PYTHONMALLOC=malloc changes almost nothing" in preload
    assert "(" not in notes_on(None)[0]
