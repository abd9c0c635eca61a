"""Heaps that were built by hand: what known owners retain, against what the process itself counted."""

import pytest

from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start, interpreters

BUILT = """
import sys
from collections import deque

def block(size):
    return -(-size // 16) * 16 if size <= 512 else -(-(size + 8) // 16) * 16

def taken(thing):
    whole, kind = sys.getsizeof(thing), type(thing)
    if kind not in (list, dict, set, deque, bytearray):
        return block(whole)
    head = kind.__basicsize__ + (0 if kind is bytearray else 16)
    if kind is deque:
        return block(head) + (whole - head) // 528 * block(528)
    return block(head) + block(whole - head)

def sizes(things):
    return sum(map(taken, things))

LIST = [f"in a list {number}" for number in range(30_000)]
DICT = {f"key {number}": f"value {number}" for number in range(30_000)}
SET = {f"in a set {number}" for number in range(30_000)}
DEQUE = deque(f"in a deque {number}" for number in range(30_000))
TUPLE = tuple(float(number) + 0.5 for number in range(50_000))
BYTEARRAY = bytearray(range(256)) * 8_000
TEXT = "a large text " * 200_000
BYTES = [bytes([number]) * 60_000 for number in range(30)]
COMMON = list(tuple(f"shared {number}" for number in range(20_000)))  # a table without room for more
LEFT = {"own": [f"left {number}" for number in range(20_000)], "common": tuple(COMMON)}
NESTED = {
    f"outer {outer}": {f"inner {outer} {at}": [outer + 0.5, at + 0.5] for at in range(100)} for outer in range(100)
}
EXTRA = {
    "LIST": sizes([LIST, *LIST]),
    "DICT": sizes([DICT, *DICT, *DICT.values()]),
    "SET": sizes([SET, *SET]),
    "DEQUE": sizes([DEQUE, *DEQUE]),
    "TUPLE": sizes([TUPLE, *TUPLE]),
    "BYTEARRAY": sizes([BYTEARRAY]),
    "TEXT": sizes([TEXT]),
    "BYTES": sizes([BYTES, *BYTES]),
    "COMMON": sizes([COMMON]),
    "LEFT": sizes([LEFT, LEFT["own"], *LEFT["own"], LEFT["common"]]),
    "NESTED": sizes([NESTED, *NESTED, *NESTED.values()])
    + sum(sizes([*each, *each.values()]) + sum(map(sizes, each.values())) for each in NESTED.values()),
}
"""
ARRAYS = """
import sys
import numpy
ARRAY = numpy.arange(300_000)
MATRIX = numpy.ones((400, 700))
BLOCKS = {number: numpy.full(20_000, number, float) for number in range(40)}
VIEWS = [ARRAY[number:] for number in range(10)]
EXTRA = {"MATRIX": sys.getsizeof(MATRIX), "BLOCKS": sys.getsizeof(BLOCKS) + sum(map(sys.getsizeof, BLOCKS.values()))}
"""

GREENLETS = """
import sys
from greenlet import greenlet, getcurrent

def deeper(number, level):
    if level:
        return deeper(number, level - 1) + 1
    held = [number + at + 0.5 for at in range(2_000)]
    getcurrent().parent.switch()
    return len(held)

WAITING = [greenlet(deeper) for _ in range(100)]
for number, one in enumerate(WAITING):
    one.switch(number, 400 if number % 20 == 0 else 3)  # one in twenty needs more than one chunk of frames
block = [number + 0.5 for number in range(2_000)]
EXTRA = {"WAITING": len(WAITING) * (sys.getsizeof(block) + 2_000 * 32)}
"""


def _retained(start: Start, program: str, python: str | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """What the named owners retain, and what the process counted, as its allocators round sizes."""
    child = start(program, python) if python else start(program)
    live = take_survey(open_view(open_source(child.pid))).live
    found = {row.path[-1]: row.retained_bytes for row in live.owners if row.path}
    return found, {f"__main__.{name}": size for name, size in child.extra.items()}


@pytest.mark.parametrize("python", interpreters())
def test_known_owners_retain_what_they_hold(start: Start, python: str) -> None:
    found, counted = _retained(start, BUILT, python)

    for name, size in counted.items():
        assert found[name] == pytest.approx(size, rel=0.01), name


def test_arrays_count_with_their_numbers_and_views_without(start: Start) -> None:
    pytest.importorskip("numpy")
    found, counted = _retained(start, ARRAYS)

    for name, size in counted.items():
        assert found[name] == pytest.approx(size, rel=0.01), name
    assert found.get("__main__.VIEWS", 0) < 10_000


def test_a_greenlet_that_waits_holds_what_its_frames_hold(start: Start) -> None:
    pytest.importorskip("greenlet")
    found, counted = _retained(start, GREENLETS)

    # And the greenlets themselves, with what of the C stack each has put aside.
    assert counted["__main__.WAITING"] <= found["__main__.WAITING"] <= 1.2 * counted["__main__.WAITING"]
