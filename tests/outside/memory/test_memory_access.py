"""Memory that is kept in buffers, and the words in it."""

import numpy as np

from sparsemem.outside.memory.memory_access import words
from tests.outside.buffer_memory import BufferMemory


def test_span_ends_where_its_buffer_ends() -> None:
    memory = BufferMemory({0x1000: bytes(range(16)), 0x2000: b"ab"})
    assert bytes(memory.span(0x1004, 4)) == bytes([4, 5, 6, 7])
    assert bytes(memory.span(0x100F, 4)) == bytes([15])
    assert bytes(memory.span(0x2000, 2)) == b"ab"


def test_span_is_empty_outside_of_all_buffers() -> None:
    memory = BufferMemory({0x1000: bytes(16)})
    for start, size in [(0x0FFF, 4), (0x1010, 4), (0, 1), (2**64 - 1, 8), (0x1000, 0), (0x1000, -5)]:
        assert len(memory.span(start, size)) == 0


def test_gather_says_which_rows_were_readable() -> None:
    memory = BufferMemory({0x1000: b"x" * 16})
    rows, found = memory.gather(np.array([0x1000, 0x100C, 0x100D, 5], np.uint64), 4)
    assert found.tolist() == [True, True, False, False]
    assert bytes(rows) == b"xxxxxxxx" + bytes(8)


def test_gather_of_nothing() -> None:
    rows, found = BufferMemory({}).gather(np.zeros(0, np.uint64), 48)
    assert rows.shape == (0, 48)
    assert len(found) == 0


def test_words_are_little_endian_and_whole() -> None:
    assert words(np.frombuffer(b"\x01" + bytes(7) + b"\xff\xff", np.uint8)).tolist() == [1]
    rows = np.zeros((2, 24), np.uint8)
    rows[1, 8] = 7
    assert words(rows).tolist() == [[0, 0, 0], [0, 7, 0]]
