"""The XML of malloc_info, from programs with one arena and with several."""

import pytest
from hypothesis import given

from recorded import cut_at_every_line, damaged, names, read
from sparsemem.allocators.glibc import MallocInfo, parse_malloc_info

NOTHING = """<malloc version="1">
<heap nr="0">
<sizes>
</sizes>
<total type="fast" count="0" size="0"/>
<total type="rest" count="0" size="0"/>
<system type="current" size="0"/>
<system type="max" size="0"/>
<aspace type="total" size="0"/>
<aspace type="mprotect" size="0"/>
</heap>
<total type="fast" count="0" size="0"/>
<total type="rest" count="0" size="0"/>
<total type="mmap" count="0" size="0"/>
<system type="current" size="0"/>
<system type="max" size="0"/>
<aspace type="total" size="0"/>
<aspace type="mprotect" size="0"/>
</malloc>
"""


def test_one_arena() -> None:
    info = parse_malloc_info(read("malloc_info/one_arena.xml"))
    assert info == MallocInfo(arenas=1, system_bytes=946_176, free_bytes=114_416, mapped_bytes=401_408)
    assert info.heap_live_bytes == 946_176 - 114_416
    assert info.live_bytes == info.heap_live_bytes + 401_408


def test_the_totals_over_several_arenas_are_taken_and_not_those_of_the_last_one() -> None:
    info = parse_malloc_info(read("malloc_info/five_arenas.xml"))
    assert info == MallocInfo(arenas=5, system_bytes=4_751_360, free_bytes=2_543_598 + 192, mapped_bytes=401_408)


def test_malloc_beside_another_object_allocator() -> None:
    info = parse_malloc_info(read("malloc_info/beside_mimalloc.xml"))
    assert info == MallocInfo(arenas=1, system_bytes=249_856, free_bytes=153_457, mapped_bytes=0)


def test_a_malloc_that_nothing_asks_is_unknown_and_not_empty() -> None:
    assert parse_malloc_info(NOTHING) is None


def test_chunks_with_a_mapping_of_their_own_count_where_there_is_no_heap() -> None:
    text = NOTHING.replace('type="mmap" count="0" size="0"', 'type="mmap" count="1" size="135168"')
    info = parse_malloc_info(text)
    assert info is not None
    assert info.live_bytes == 135_168


@pytest.mark.parametrize("name", names("malloc_info"))
def test_a_text_cut_off_anywhere_is_unknown(name: str) -> None:
    results = [parse_malloc_info(part) for part in cut_at_every_line(read(name))]
    assert len(results) > 15
    assert set(results) == {None}


@pytest.mark.parametrize("text", ["", "\n", "<malloc", "<html></html>", "jemalloc\x00", "</heap></malloc>"])
def test_other_text_is_unknown(text: str) -> None:
    assert parse_malloc_info(text) is None


@given(damaged(read("malloc_info/five_arenas.xml")))
def test_no_text_breaks_the_parser_and_nothing_it_counts_is_negative(text: str) -> None:
    info = parse_malloc_info(text)
    if info is not None:
        assert min(info.system_bytes, info.free_bytes, info.mapped_bytes, info.heap_live_bytes) >= 0
