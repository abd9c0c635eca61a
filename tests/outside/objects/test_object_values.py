"""Values of objects, against those that the process has."""

import ctypes
import os
import sys

import numpy as np
import pytest

from sparsemem.outside.memory.live_process import open_memory
from sparsemem.outside.objects.object_values import read_text, read_texts
from tests.outside.buffer_memory import BufferMemory
from tests.outside.children import Start, interpreters
from tests.outside.kept import read_kept_by_type


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize(
    ("name", "expression", "expected"),
    [
        ("str", "'abc' + str(i)", "'abc"),
        ("str", "'é' * 30 + str(i)", "'" + "é" * 30),
        ("str", "'日本' * 4 + str(i)", "'" + "日本" * 4),
        ("str", "'\\U0001f600' * 2 + str(i)", "'\U0001f600\U0001f600"),
        ("int", "-(10 ** 30 + i)", "-1000000000000000000000000"),
        ("int", "10 ** 12 + i", "1000000"),
        ("float", "i + 0.25", ".25"),
        ("bytes", "b'key ' + str(i).encode()", "b'key "),
    ],
)
def test_values(start: Start, python: str, name: str, expression: str, expected: str) -> None:
    child = start(f"x = [{expression} for i in range(90_000)]", python)
    pinner = next(pinner for pinner in read_kept_by_type(child.pid, values=True).types if pinner.type_name == name)
    assert pinner.values is not None
    assert any(expected in value for value in pinner.values)
    assert all(len(value) <= 40 for value in pinner.values)


def test_texts_are_read_at_once_as_one_by_one() -> None:
    memory, old = open_memory(os.getpid()), sys.version_info < (3, 12)
    letters = ("a", "é", "日", "\U0001f600")
    texts = [letter * length for letter in letters for length in (1, 2, 39, 40, 79, 80, 81, 200)]
    texts += ["", *(f"{letter} among others" for letter in letters)]
    zeros, ones = ctypes.create_string_buffer(256), ctypes.create_string_buffer(b"\xff" * 256)
    places = [id(text) for text in texts] + [0, 8, ctypes.addressof(zeros), ctypes.addressof(ones)]
    found = read_texts(memory, np.array(places, np.uint64), old, 80)

    assert found == [read_text(memory, place, old, 80) for place in places]
    assert found == [text[:80] for text in texts] + [None] * 4


def test_a_text_at_the_end_of_memory_is_read_as_well() -> None:
    text = "the last one"
    size = sys.getsizeof(text)
    memory = BufferMemory({0x1000: ctypes.string_at(id(text), size)})
    old = sys.version_info < (3, 12)

    assert read_texts(memory, np.array([0x1000], np.uint64), old, 80) == [text]
    assert read_texts(memory, np.array([0x1000], np.uint64), old, 5) == [text[:5]]
    assert read_texts(memory, np.zeros(0, np.uint64), old, 80) == []
