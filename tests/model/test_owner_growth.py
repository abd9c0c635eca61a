"""What each owner takes more for each 1x of data, and that the rows still add up."""

from hypothesis import given
from hypothesis import strategies as st

from sparsemem.model import Heap, HeapOwner, Line
from sparsemem.model.owner_growth import heap_over_scales
from sparsemem.units import MB


def owner(name: str | None, live: int, entries: int | None = None) -> HeapOwner:
    return HeapOwner(name, ("str",), live // 100, live, live, entries=entries, type="dict")


def heap(*owners: HeapOwner) -> Heap:
    live = sum(one.live_bytes for one in owners)
    return Heap(sum(one.objects for one in owners), live, None, None, 1.0, owners, ())


SMALL = heap(owner("app.CACHE", 10 * MB, 100), owner("app.TABLE", 5 * MB, 7), owner(None, MB))
MIDDLE = heap(owner("app.CACHE", 20 * MB, 200), owner("app.TABLE", 5 * MB, 7), owner(None, MB))
LARGE = heap(owner("app.CACHE", 40 * MB, 400), owner("app.TABLE", 5 * MB, 7), owner(None, MB))


def test_each_owner_has_its_line() -> None:
    found = heap_over_scales({2: MIDDLE, 1: SMALL}, LARGE, 4)
    cache, table, rest = found.owners
    assert (cache.growth_bytes, cache.growth_entries) == (10 * MB, 100)
    assert cache.growth_fit == Line(0, 10 * MB, 1.0)
    assert (table.growth_bytes, table.growth_entries, table.growth_fit) == (0, 0, Line(5 * MB, 0, 0.0))
    assert (rest.growth_bytes, rest.growth_objects) == (0, 0)
    assert (found.growth_scales, found.growth_bytes, found.growth_fit) == ((1, 2, 4), 10 * MB, found.growth_fit)
    assert found.growth_seconds is None


def test_a_single_scale_leaves_the_heap_as_it_is() -> None:
    assert heap_over_scales({}, LARGE, 4) == LARGE
    assert heap_over_scales({4: SMALL}, LARGE, 4) == LARGE


def test_who_had_no_row_had_nothing_where_the_others_were_small() -> None:
    late = heap(owner("app.LATE", 40 * MB, 400), owner(None, MB))
    found = heap_over_scales({1: SMALL}, late, 5).owners[0]
    assert (found.growth_bytes, found.growth_entries) == (10 * MB, 100)
    assert found.growth_fit is not None
    assert found.growth_fit.exponent is None


def test_who_may_have_been_among_those_without_a_row_is_unknown() -> None:
    hidden = heap(owner("app.OTHER", 10 * MB), owner(None, 20 * MB))
    late = heap(owner("app.LATE", 40 * MB, 400), owner(None, MB))
    found, rest = heap_over_scales({1: hidden}, late, 5).owners
    assert (found.growth_bytes, found.growth_entries, found.growth_fit) == (None, None, None)
    assert rest.growth_bytes == (41 - 30) * MB // 4


SIZES = st.lists(st.integers(0, 1 << 40), min_size=3, max_size=3)


@given(SIZES, SIZES)
def test_what_the_rows_grow_by_adds_up(before: list[int], after: list[int]) -> None:
    names = ("a", "b", None)
    found = heap_over_scales({1: heap(*map(owner, names, before))}, heap(*map(owner, names, after)), 2)
    assert sum(one.growth_bytes or 0 for one in found.owners) == found.growth_bytes == sum(after) - sum(before)
