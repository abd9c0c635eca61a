"""Memory of C that no name and no object leads to."""

import pytest

from sparsemem.model.heap_rows import LOST, UNKNOWN_LIBRARY
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

LOSES = """
import ctypes, zlib, _ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
SIZE, COUNT = 2000, 1000
def lose(first, second=0):
    place = libc.malloc(SIZE)
    ctypes.memset(place, 0, SIZE)
    ctypes.c_uint64.from_address(place).value = first
    ctypes.c_uint64.from_address(place + 8).value = second
    return place
"""
OF_LIBRARY = """
function = ctypes.cast(ctypes.PyDLL(_ctypes.__file__).PyInit__ctypes, ctypes.c_void_p).value
for number in range(COUNT):
    lost = [f"only memory of C leads here {number} {at}" for at in range(10)]
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(lost))
    inner = lose(0, id(lost))
    lose(function, inner)
    del lost, inner
"""
OF_NONE = """
for number in range(COUNT):
    lose(0)
"""
HELD_BY_NUMBERS = """
handles = [lose(0) + 8 * (number % 3) for number in range(COUNT)]
"""
CHAINED = """
last = 0
for number in range(COUNT):
    last = lose(last)
del last
"""


@pytest.mark.parametrize(
    ("program", "owner", "blocks", "objects"),
    [
        (OF_LIBRARY, "native memory of _ctypes.", 2000, 11_000),
        (OF_NONE, LOST, 1000, 0),
        (CHAINED, LOST, 1000, 0),
        (HELD_BY_NUMBERS, UNKNOWN_LIBRARY, 1000, 0),
    ],
    ids=["of a library", "lost", "lost in a chain", "held by numbers"],
)
def test_memory_that_no_object_points_to_is_a_row(
    start: Start, program: str, owner: str, blocks: int, objects: int
) -> None:
    child = start(LOSES + program)
    record = heap_record(take_survey(open_view(open_source(child.pid))).live)

    row = next(one for one in record.owners if one.owner is not None and one.owner.startswith(owner))
    assert row.objects == pytest.approx(objects, rel=0.02, abs=20)
    assert row.live_bytes >= 0.98 * blocks * 2000
    if not objects:
        assert row.live_bytes == pytest.approx(blocks * 2016, rel=0.15)
        assert (row.entries or 0) == (pytest.approx(blocks, rel=0.02) if owner == LOST else 0)
        assert record.coverage is not None
        assert record.coverage <= 1 - row.live_bytes / record.live_bytes
    assert sum(one.live_bytes for one in record.owners) == record.live_bytes
