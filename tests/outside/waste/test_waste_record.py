"""Equal values and empty room of real processes, against what their own sizes say."""

import ctypes
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparsemem.model import Waste
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.waste.content_hashes import hash_rows
from sparsemem.outside.waste.waste_record import is_mapped, read_waste
from tests.outside.children import Start, interpreters

VALUES = """
import sys
def size(value):
    taken = sys.getsizeof(value)
    return ((taken + 8 if taken > 512 else taken) + 15) // 16 * 16
class Order:
    __slots__ = ("city", "raw", "price", "number", "id")
    def __init__(self, at):
        self.city = ("Stadt %s \\xe9" if at % 2 else "town %s") % (at % 50)
        self.raw = b"payload-%d" % (at % 7)
        self.price = float(at % 10)
        self.number = 100_000 + at % 4
        self.id = "id%d" % at
orders = [Order(at) for at in range(20_000)]
long = [("x" * 3000 + str(at % 3)) * 1 for at in range(300)]
wide = ["\\u03a9%d" % (at % 50) for at in range(5_000)]
clean = [f"only {at}" for at in range(20_000)]
def repeated(values):
    seen, count, total = set(), 0, 0
    for value in values:
        if value in seen:
            count, total = count + 1, total + size(value)
        seen.add(value)
    return [count, total]
EXTRA = {
    "orders str": repeated([one.city for one in orders] + [one.id for one in orders]),
    "orders bytes": repeated([one.raw for one in orders]),
    "orders float": repeated([one.price for one in orders]),
    "orders int": repeated([one.number for one in orders]),
    "long str": repeated(long),
    "wide str": repeated(wide),
}
"""
ROOM = """
import collections, sys
def room(wide, fresh):
    return [sum(map(sys.getsizeof, wide)) - sum(map(sys.getsizeof, fresh)), sum(map(len, wide))]
jobs = {at: True for at in range(100_000)}
for at in range(99_990): del jobs[at]
names = {str(at): None for at in range(50_000)}
for at in range(49_000): del names[str(at)]
seen = set(range(50_000))
for at in range(49_900): seen.discard(at)
each = [[] for _ in range(5_000)]
for at in range(5_000): each[at].append(None)
queues = [collections.deque([None]) for _ in range(1_000)]
buffer = bytearray(1_000_000)
del buffer[10:]
counted = collections.Counter(range(50_000))
for at in range(49_999): del counted[at]
full = {at: None for at in range(60_000)}
growing = []
for at in range(60_000): growing.append(None)
EXTRA = {
    "jobs dict": room([jobs], [dict(jobs)]),
    "names dict": room([names], [dict(names)]),
    "seen set": room([seen], [set(seen)]),
    "each list": [5_000 * (32 - 16), 5_000],
    "queues collections.deque": [1_000 * (66 * 8 - 16), 1_000],
    "counted dict": room([counted], [dict(counted)]),
}
"""


def waste_of(pid: int, **options: int) -> dict[str, Waste]:
    found = read_waste(take_survey(open_view(open_source(pid)), find_waiting).live, **options)
    return {f"{(row.owner or '').removeprefix('__main__.')} {row.type}": row for row in found}


@pytest.mark.parametrize("python", interpreters())
def test_equal_values_are_those_that_the_process_finds_itself(start: Start, python: str) -> None:
    child = start(VALUES, python)
    found = waste_of(child.pid)
    assert found.keys() == child.extra.keys()
    for name, (count, size) in child.extra.items():
        assert found[name].count == pytest.approx(count, rel=0.001), name
        assert found[name].bytes == pytest.approx(size, rel=0.001), name
    assert {row.what for row in found.values()} == {"equal values"}
    assert found["orders str"].objects == pytest.approx(40_000, rel=0.001)


@pytest.mark.parametrize("python", interpreters())
def test_empty_room_is_what_a_copy_would_save(start: Start, python: str) -> None:
    child = start(ROOM, python)
    found = waste_of(child.pid)
    assert {row.what for row in found.values()} == {"empty room"}
    assert found.keys() >= child.extra.keys()
    assert not {"full dict", "growing list"} & found.keys()
    for name, (saved, entries) in child.extra.items():
        assert found[name].bytes == pytest.approx(saved, rel=0.02), name
        assert found[name].entries == entries
    assert (found["each list"].count, found["each list"].objects) == (5_000, 5_001)


BLANK = """
SHORT = [bytes(900 + at % 40) for at in range(4_000)]
LONG = [b"\\xff" * (9_000 + at % 3) for at in range(400)]
TEXTS = ["-" * (60 + at % 5) for at in range(4_000)]
MARKED = [b"-" * 900 + b"%d" % (at % 40) for at in range(4_000)]
"""


def test_a_value_that_is_one_byte_over_and_over_is_room_and_no_value(start: Start) -> None:
    found = waste_of(start(BLANK).pid)
    assert {name for name, row in found.items() if row.what == "equal values"} == {"MARKED bytes"}


def test_a_sample_stands_for_all(start: Start) -> None:
    child = start(VALUES)
    found = waste_of(child.pid, most=8_000)
    row = found["orders str"]
    assert row.every > 1
    assert row.objects == pytest.approx(40_000, rel=0.1)
    count, size = child.extra["orders str"]
    assert row.count == pytest.approx(count, rel=0.1)
    assert row.bytes == pytest.approx(size, rel=0.1)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_rows_have_equal_numbers_where_they_are_equal(contents: list[bytes], random: object) -> None:
    rows = np.frombuffer(
        b"".join(one + random.randbytes(48 - len(one)) for one in contents),
        "<u8",  # type: ignore[attr-defined]
    ).reshape(-1, 6)
    hashes = hash_rows(rows, np.array([len(one) for one in contents])).tolist()
    for one, number in zip(contents, hashes, strict=True):
        assert [number == other for other in hashes] == [one == other for other in contents]


def test_what_stands_in_the_place_of_a_list_by_now_has_no_room() -> None:
    source = open_source(os.getpid())
    kept = [None] * 1000
    items = ctypes.c_uint64.from_address(id(kept) + 24).value
    starts = np.array([items, items, 0x916BAE, 0, 2**64 - 8], np.uint64)
    sizes = np.array([8000, 8 * 0x7FEF0B5E3EB0, 8000, 0, 2**62], np.int64)
    assert is_mapped(source, starts, sizes).tolist() == [True, False, False, False, False]
