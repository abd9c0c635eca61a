"""Entries of dicts of this process, against the dicts; and what stands in a table's place by now."""

import ctypes
import os
import struct

import numpy as np
import pytest

from sparsemem.outside.memory.live_process import open_memory
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word

DICTS = {
    "empty": {},
    "one": {"a": 1},
    "full": {str(number): number for number in range(5)},
    "thousand": {str(number): number for number in range(1000)},
    "wide index": {number: str(number) for number in range(70_000)},
    "not only str": {number: str(number) for number in range(40)} | {"a": None},
    "fewer than before": {number: number for number in range(20_000, 20_100)},
}
for _key in range(20_010, 20_100):
    del DICTS["fewer than before"][_key]


@pytest.mark.parametrize("name", DICTS)
def test_all_entries(name: str) -> None:
    memory, made = open_memory(os.getpid()), DICTS[name]
    found = read_entries(memory, read_word(memory, id(made) + KEYS))
    assert [tuple(pair) for pair in found[found[:, 1] != 0].tolist()] == [(id(k), id(v)) for k, v in made.items()]


def test_attributes_of_a_class() -> None:
    class Made:
        def __init__(self) -> None:
            self.first, self.second = 1, 2

    made, memory = Made(), open_memory(os.getpid())
    found = read_entries(memory, read_word(memory, id(vars(made)) + KEYS))
    assert [key for key, _ in found[:2].tolist()] == [id(name) for name in vars(made)]


@pytest.mark.parametrize(
    "head",
    [
        (35, 38, 1 << 40, 1 << 34),
        (3, 3, 0, 1 << 30),
        (3, 3, -4, 6),
        (3, 3, 1, -1),
        (3, 39, 3, 2),
        (200, 200, 0, 0),
    ],
)
def test_what_is_no_table_is_not_read(head: tuple[int, int, int, int]) -> None:
    size, index, left, count = head
    block = ctypes.create_string_buffer(struct.pack("<qBBBxIqq", 1, size, index, 1, 0, left, count) + b"x" * 4096)
    found = read_entries(open_memory(os.getpid()), ctypes.addressof(block), 1 << 30)
    assert found.shape == (0, 2)
    assert found.dtype == np.uint64
