"""What allocators in malloc's place tell of themselves, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.allocators.registry import STAND_INS, count_heap, named, stand_in_of
from sparsemem.allocators.stand_in import HeapCount, parse_numbers

JEMALLOC = "stats.allocated 41388000\nstats.resident 96419840"
TCMALLOC = (
    "generic.current_allocated_bytes 39370000\ngeneric.heap_size 120586240\ntcmalloc.pageheap_unmapped_bytes 24576"
)


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("jemalloc", JEMALLOC, HeapCount(41388000, 96419840)),
        ("jemalloc", "stats.allocated 5", HeapCount(5, None)),
        ("tcmalloc", TCMALLOC, HeapCount(39370000, 120586240 - 24576)),
        ("tcmalloc", "generic.current_allocated_bytes 7\ngeneric.heap_size 9", HeapCount(7, None)),
        ("mimalloc", "current_commit 4096", HeapCount(None, 4096)),
        ("mimalloc", "current_commit 0", HeapCount(None, None)),
        ("jemalloc", "", None),
        ("", JEMALLOC, None),
        ("hoard", JEMALLOC, None),
    ],
)
def test_the_numbers_of_each(name: str, text: str, count: HeapCount | None) -> None:
    assert count_heap(name, text) == count


@pytest.mark.parametrize("line", ["stats.allocated", "stats.allocated -1", "stats.allocated ²", "a b 1", " a 1", ""])
def test_a_line_that_is_no_number_is_passed_over(line: str) -> None:
    assert parse_numbers(f"{line}\nstats.resident 8") == {"stats.resident": 8}


@given(st.text())
def test_any_text_gives_numbers_that_are_not_negative(text: str) -> None:
    assert all(number >= 0 for number in parse_numbers(text).values())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("libjemalloc.so.2", "jemalloc"),
        ("libtcmalloc_minimal.so.4.5.10", "tcmalloc"),
        ("libtcmalloc.so.4", "tcmalloc"),
        ("libmimalloc.so.2.0", "mimalloc"),
        ("libc.so.6", None),
        ("notlibjemalloc.so", None),
    ],
)
def test_each_is_recognised_by_its_file(file: str, name: str | None) -> None:
    found = stand_in_of(file)
    assert (found and found.name) == name


def test_each_says_how_to_have_memory_back() -> None:
    for known in STAND_INS:
        assert named(known.name) is known
        assert known.release.endswith(")")
        assert "=" in known.setting
