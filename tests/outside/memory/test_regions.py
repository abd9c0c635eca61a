"""Runs of mappings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.outside.memory.regions import Ranges, Region, find_regions
from sparsemem.procfs import Mapping

PAGE = 4096


def _map(first: int, pages: int, permissions: str = "rw-p", path: str = "", rss: int = 1) -> Mapping:
    inode = 7 if path.startswith("/") else 0
    return Mapping(first * PAGE, (first + pages) * PAGE, permissions, "00:00", inode, path, rss * PAGE, 0, 0)


def test_adjacent_mappings_are_one_region() -> None:
    assert find_regions([_map(1, 2), _map(3, 4), _map(8, 1)]) == [
        Region(1 * PAGE, 7 * PAGE, 2 * PAGE, False, ""),
        Region(8 * PAGE, 9 * PAGE, 1 * PAGE, False, ""),
    ]


def test_the_brk_heap_is_a_region_of_its_own() -> None:
    regions = find_regions([_map(1, 1, path="[heap]"), _map(2, 1, path="[heap]"), _map(3, 1)])
    assert [(region.is_brk, region.rss_bytes) for region in regions] == [(True, 2 * PAGE), (False, PAGE)]


def test_what_follows_a_file_knows_the_file() -> None:
    mappings = [_map(1, 1, path="/lib/a.so"), _map(2, 1), _map(4, 1, path="/lib/b.so"), _map(6, 1)]
    assert [region.library for region in find_regions(mappings)] == ["/lib/a.so", ""]


def test_guards_part_regions_and_empty_ones_are_left_out() -> None:
    mappings = [_map(1, 1), _map(2, 1, "---p", rss=0), _map(3, 1), _map(5, 1, rss=0)]
    assert [region.start for region in find_regions(mappings)] == [1 * PAGE, 3 * PAGE]


def test_what_is_only_reserved_stands_alone() -> None:
    huge = (1 << 36) // PAGE
    mappings = [_map(1, 1), _map(2, huge), _map(2 + huge, 1)]
    assert [region.start // PAGE for region in find_regions(mappings)] == [1, 2, 2 + huge]
    filled = [_map(1, 1), _map(2, huge, rss=huge // 1000 + 1), _map(2 + huge, 1)]
    assert len(find_regions(filled)) == 1
    assert len(find_regions([_map(1, 1), _map(2, huge - 1), _map(1 + huge, 1)])) == 1


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([(5, 48)], [16, 32]),
        ([(16, 49)], [16, 32, 48]),
        ([(17, 31), (33, 47)], []),
        ([(0, 1), (5, 16), (31, 65)], [0, 32, 48, 64]),
        ([], []),
    ],
)
def test_multiples_are_inside(pairs: list[tuple[int, int]], found: list[int]) -> None:
    assert Ranges.of(pairs).multiples(16).tolist() == found


@given(st.lists(st.integers(0, 300), unique=True), st.data())
def test_what_is_left_without_others(bounds: list[int], data: st.DataObject) -> None:
    bounds = sorted(bounds)[: len(bounds) // 2 * 2]
    pairs = list(zip(bounds[::2], bounds[1::2], strict=True))
    others = [
        (first, last)
        for start, end in pairs
        if data.draw(st.booleans())
        for first, last in [sorted(data.draw(st.tuples(*[st.integers(start, end)] * 2)))]
    ]
    left = Ranges.of(pairs).without(Ranges.of(others))
    numbers = [n for start, end in pairs for n in range(start, end) if not any(a <= n < b for a, b in others)]
    assert left.multiples(1).tolist() == numbers


def test_ranges_of_nothing() -> None:
    assert len(Ranges.of([])) == 0
    assert Ranges.of([(1, 2), (3, 4)]).ends.tolist() == [2, 4]
