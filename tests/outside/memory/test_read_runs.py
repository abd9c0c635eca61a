"""Ranges that are read together are what they are one by one, wherever they lie."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.outside.memory.memory_access import Bytes, gather_one_by_one
from sparsemem.outside.memory.read_runs import gather_by_runs
from tests.outside.buffer_memory import BufferMemory

PAGE = bytes(range(256)) * 16
MEMORY = BufferMemory({0x1000: PAGE, 0x2000: PAGE[::-1], 0x5000: PAGE, 0x40_0000: PAGE * 512})
ADDRESSES = st.one_of(
    st.integers(0x0F00, 0x6100), st.integers(0x40_0000, 0x61_0000), st.integers(2**64 - 64, 2**64 - 1)
)


@given(st.lists(ADDRESSES, max_size=40), st.sampled_from([1, 8, 48, 5000]))
def test_each_range_is_what_it_is_by_itself(places: list[int], size: int) -> None:
    addresses = np.array(places, np.uint64)
    rows, found = gather_by_runs(MEMORY, addresses, size)
    expected, readable = gather_one_by_one(MEMORY, addresses, size)
    assert found.tolist() == readable.tolist()
    assert rows.tolist() == expected.tolist()


class _Counted:
    """Counts the calls that it takes."""

    def __init__(self) -> None:
        self.calls = 0
        self.pages: set[int] = set()

    def span(self, start: int, size: int) -> Bytes:
        self.calls += 1
        self.pages |= {*range(start >> 12, (start + size - 1 >> 12) + 1)}
        return MEMORY.span(start, size)


def test_what_lies_close_together_takes_one_call() -> None:
    counted = _Counted()
    addresses = np.arange(0x40_0000, 0x40_0000 + (1 << 19), 512, np.uint64)[::-1]
    _, found = gather_by_runs(counted, addresses, 48)  # type: ignore[arg-type]
    assert found.all()
    assert counted.calls == 1


def test_one_range_in_each_page_takes_a_call_for_a_megabyte() -> None:
    counted = _Counted()
    _, found = gather_by_runs(counted, np.arange(0x40_0000, 0x60_0000, 4096, np.uint64), 24)  # type: ignore[arg-type]
    assert found.all()
    assert counted.calls <= 3


@given(st.lists(st.integers(0x40_0000, 0x5F_0000), max_size=40), st.sampled_from([1, 8, 48, 5000]))
def test_no_page_is_read_in_which_nothing_was_asked_for(places: list[int], size: int) -> None:
    counted = _Counted()
    gather_by_runs(counted, np.array(places, np.uint64), size)  # type: ignore[arg-type]
    assert counted.pages == {page for place in places for page in range(place >> 12, (place + size - 1 >> 12) + 1)}
