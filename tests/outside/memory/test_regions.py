"""Runs of mappings."""

from sparsemem.outside.memory.regions import Ranges, Region, boundaries, find_regions
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


def test_boundaries_are_inside() -> None:
    region = Region(5, 48, 1, False, "")
    assert boundaries(region, 16).tolist() == [16, 32]
    assert boundaries(Region(16, 49, 1, False, ""), 16).tolist() == [16, 32, 48]


def test_ranges_of_nothing() -> None:
    assert len(Ranges.of([])) == 0
    assert Ranges.of([(1, 2), (3, 4)]).ends.tolist() == [2, 4]
