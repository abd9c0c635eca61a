"""The table of pymalloc, as CPython 3.10 to 3.13 print it."""

import pytest
from hypothesis import given

from recorded import cut_at_every_line, damaged, names, read
from sparsemem.allocators.pymalloc import PymallocStats, parse_pymalloc

TABLES = [name for name in names("pymalloc") if "mimalloc" not in name]


def parsed(name: str) -> PymallocStats:
    stats = parse_pymalloc(read(name))
    assert stats is not None
    return stats


def test_the_table_of_3_13_is_read_to_the_byte() -> None:
    assert parsed("pymalloc/3.13.txt") == PymallocStats(
        arenas=4,
        arena_bytes=1 << 20,
        live_bytes=1_567_344,
        free_blocks_bytes=1_541_344,
        free_pools_bytes=999_424,
        overhead_bytes=9_168 + 11_488 + 65_536,
        alignment_bytes=65_536,
    )


def test_tables_of_four_versions_and_their_debug_hooks_are_there() -> None:
    versions = ("3.10", "3.11", "3.12", "3.13")
    assert {f"pymalloc/{version}{end}.txt" for version in versions for end in ("", "-debug")} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_parts_add_up_to_the_arenas(name: str) -> None:
    stats = parsed(name)
    parts = stats.live_bytes + stats.free_blocks_bytes + stats.free_pools_bytes + stats.overhead_bytes
    assert parts == stats.total_bytes == stats.arenas << 20 > 0


@pytest.mark.parametrize("name", TABLES)
def test_debug_hooks_cost_live_bytes_and_nothing_else_changes_the_arena(name: str) -> None:
    assert parsed(name).arena_bytes == 1 << 20
    if name.endswith("-debug.txt"):
        assert parsed(name).live_bytes > parsed(name.replace("-debug", "")).live_bytes


def test_a_table_cut_off_in_its_numbers_is_no_table() -> None:
    whole = read("pymalloc/3.12.txt")
    end = whole.index("Total   ")
    results = [parse_pymalloc(part) for part in cut_at_every_line(whole) if len(part) < end]
    assert len(results) > 40
    assert set(results) == {None}


def test_a_table_cut_off_inside_its_last_number_is_no_table() -> None:
    whole = read("pymalloc/3.12.txt")
    last = whole.index("\n", whole.index("# bytes lost to arena alignment"))
    assert parse_pymalloc(whole[:last]) is not None
    assert parse_pymalloc(whole[: last - 1]) is None


@pytest.mark.parametrize("text", [read("pymalloc/3.13-mimalloc.txt"), "", "\n", "no such table\n", "<malloc/>"])
def test_other_text_is_no_table(text: str) -> None:
    assert parse_pymalloc(text) is None


def test_arenas_of_the_size_before_3_10_are_read_as_well() -> None:
    text = """
2 arenas * 262144 bytes/arena      =              524,288

# bytes in allocated blocks        =              300,000
# bytes in available blocks        =               20,000
40 unused pools * 4096 bytes       =              163,840
# bytes lost to pool headers       =                4,800
# bytes lost to quantization       =               31,552
# bytes lost to arena alignment    =                4,096
"""
    stats = parse_pymalloc(text)
    assert stats is not None
    assert (stats.arenas, stats.arena_bytes, stats.free_pools_bytes) == (2, 262_144, 163_840)
    assert stats.overhead_bytes == 4_800 + 31_552 + 4_096


@given(damaged(read("pymalloc/3.11.txt")))
def test_no_text_breaks_the_parser_and_what_it_returns_adds_up(text: str) -> None:
    stats = parse_pymalloc(text)
    if stats is not None:
        parts = stats.live_bytes + stats.free_blocks_bytes + stats.free_pools_bytes + stats.overhead_bytes
        assert parts == stats.total_bytes
