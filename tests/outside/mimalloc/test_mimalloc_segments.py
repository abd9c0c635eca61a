"""mimalloc's segments: made-up ones at the bounds of what is believed, and those of real processes."""

import re
import struct
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from preloads import library
from sparsemem.outside import read_ledger
from sparsemem.outside.mimalloc.mimalloc_segments import SEGMENT, SLICE, parse_segment
from tests.outside.children import Start, interpreters

PLACE = 3 << 40
FREE = (0, 0, 0, 0)


def page(count: int, capacity: int, reserved: int, used: int, block: int, size: int = 80) -> bytes:
    """The entry of a run of `count` slices, as `mi_page_t` begins."""
    return struct.pack("<IIHHHHQII", count, 0, 0, capacity, reserved, 0, 0, used, block).ljust(size, b"\0")


def segment(*runs: tuple[int, int, int, int, int], table: int = 264, size: int = 80, slices: int = 512) -> np.ndarray:
    """A segment with these runs behind its header of one slice, the last one up to its end."""
    entries = [page(1, 0, 0, 0, 0, size)]
    for run in runs:
        entries += [page(*run, size=size)] + [bytes(size)] * (run[0] - 1)
    head = bytearray(table)
    struct.pack_into("<QQQQQ", head, table - 40, slices, 1, 0, min(slices, 512), 0)
    return np.frombuffer(bytes(head) + b"".join(entries[:512]), np.uint8)


def live_bytes(content: np.ndarray) -> int | None:
    """The live bytes of all runs; None where it is taken for no segment."""
    runs = parse_segment(PLACE, content)
    return sum(run[2] for run in runs) if runs else None


@pytest.mark.parametrize("table", [200, 256, 264, 392])
@pytest.mark.parametrize("size", [80, 96, 112])
def test_each_build_s_table_is_found(table: int, size: int) -> None:
    runs = parse_segment(PLACE, segment((1, 100, 128, 40, 512), (510, *FREE), table=table, size=size))
    assert runs == [
        (PLACE, PLACE + SLICE, 0, True),
        (PLACE + SLICE, PLACE + 2 * SLICE, 40 * 512, False),
        (PLACE + 2 * SLICE, PLACE + SEGMENT, 0, False),
    ]


@pytest.mark.parametrize(
    ("run", "believed"),
    [
        ((1, 100, 128, 100, 512), True),
        ((1, 100, 128, 101, 512), False),
        ((1, 129, 128, 100, 512), False),
        ((1, 128, 128, 0, 512), True),
        ((1, 129, 129, 0, 512), False),
        ((2, 100, 128, 40, 512), False),
    ],
)
def test_a_page_that_cannot_be_makes_it_no_segment(run: tuple[int, int, int, int, int], believed: bool) -> None:
    assert (live_bytes(segment(run, (510, *FREE))) is not None) == believed


def test_a_huge_block_has_a_segment_of_its_own() -> None:
    block = 768 * SLICE - 4096
    assert live_bytes(segment((768, 1, 1, 1, block), slices=769)) == block
    assert live_bytes(segment((768, 1, 1, 1, 2 << 30), slices=769)) == 768 * SLICE
    assert live_bytes(segment((767, 1, 1, 1, block), slices=769)) is None


@given(st.binary(max_size=600), st.integers(0, 600), st.sampled_from(["first", "last"]))
def test_damage_is_no_segment_or_one_within_its_bounds(noise: bytes, at: int, where: str) -> None:
    content = bytearray(segment((1, 100, 128, 40, 512), (510, *FREE)).tobytes())
    content[at : at + len(noise)] = noise
    runs = parse_segment(PLACE, np.frombuffer(bytes(content), np.uint8))
    assert all(0 <= live <= end - start for start, end, live, _ in runs)
    assert [run[0] for run in runs[1:]] == [run[1] for run in runs[:-1]]


def test_a_text_that_was_cut_off_is_no_segment() -> None:
    content = segment((1, 100, 128, 40, 512), (510, *FREE))
    for end in range(0, 264 + 3 * 80, 8):
        assert parse_segment(PLACE, content[:end]) == []


HOLDS = """
kept = [{"number": i, "text": str(i)} for i in range(60_000)][::3]
large, huge = bytes(300_000), bytearray(b"x") * 20_000_000
"""


def with_mimalloc() -> str:
    """An interpreter that has one of its own."""
    if sys.version_info >= (3, 13):
        return sys.executable
    found = next((python for python in interpreters()[1:] if "3.13" in python), None)
    return found or pytest.skip("there is no interpreter of 3.13 here, the first with a mimalloc of its own")


def test_python_s_own_is_read_as_it_counts_itself(start: Start) -> None:
    child = start(HOLDS, python=with_mimalloc(), PYTHONMALLOC="mimalloc")
    found = re.search(r"Allocated Bytes: (\d+)", child.pymalloc)
    assert found is not None
    reading = read_ledger(child.pid)
    moment, ledger = reading.moment, reading.moment.ledger
    assert ledger is not None
    assert reading.identity.mimalloc == "python"
    assert moment.allocated.python_bytes == pytest.approx(int(found[1]), rel=0.01)
    assert ledger.total_bytes == moment.rss_bytes
    assert (ledger.unattributed_bytes or 0) < 0.02 * moment.rss_bytes
    assert ledger.python_free_bytes
    assert ledger.malloc_live_bytes is not None


def test_a_preloaded_one_is_malloc_s(start: Start) -> None:
    reading = read_ledger(start(HOLDS, LD_PRELOAD=library("mimalloc"), PYTHONMALLOC="malloc").pid)
    moment, ledger = reading.moment, reading.moment.ledger
    assert ledger is not None
    assert reading.identity.mimalloc == "malloc"
    assert moment.allocated.malloc_bytes is not None
    assert 20_000_000 < moment.allocated.malloc_bytes < moment.rss_bytes
    assert ledger.total_bytes == moment.rss_bytes
    assert (ledger.unattributed_bytes or 0) < 0.02 * moment.rss_bytes
    assert moment.live_bytes is not None
