"""Who holds memory of C to which several pointers lead, and that each look says the same."""

import pytest

from sparsemem.outside.heap_reading import read_owners
from tests.outside.children import Start

MEMORY = """
import ctypes, random
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc_usable_size.argtypes = [ctypes.c_void_p]
SIZE, COUNT = 2000, 1000

def memory(*words, size=SIZE):
    place = libc.malloc(size)
    # Behind what was asked for a chunk may have a word that is left from before, and could be anything's.
    ctypes.memset(place, 0, libc.malloc_usable_size(place))
    for at, word in enumerate(words):
        ctypes.c_uint64.from_address(place + 8 * at).value = word
    return place

def ring():
    every = [memory() for _ in range(COUNT)]
    random.Random(1).shuffle(every)
    for before, place, behind in zip(every[-1:] + every[:-1], every, every[1:] + every[:1]):
        ctypes.c_uint64.from_address(place).value = before
        ctypes.c_uint64.from_address(place + 8).value = behind
    return every

RING = ring()
first, middle = RING[0], RING[COUNT // 2]
del RING
"""
STALE = "__stale__ = ctypes.c_void_p(memory(middle))\n"
HELD = "OWNER = {'cache': ctypes.c_void_p(memory(0, first))}\n"
BY_TWO_OF_ONE = "OWNER = {'one': ctypes.c_void_p(memory(first)), 'two': ctypes.c_void_p(memory(middle))}\n"
BY_TWO = "OWNER = ctypes.c_void_p(memory(first))\nOTHER = ctypes.c_void_p(memory(middle))\n"
LARGE = "whole = memory(size=SIZE * COUNT)\nOWNER = ctypes.c_void_p(whole)\n"
INTO_IT = "whole = globals().get('whole', 0)\nOTHER = ctypes.c_void_p(memory(whole + SIZE))\n"

OF_A_LIBRARY = """
import sys, types
sys.modules["lib"] = types.ModuleType("lib")
sys.modules["lib"].__file__ = "/usr/lib/python3/site-packages/lib.py"
sys.modules["lib"].REGISTRY = ctypes.c_void_p(memory(middle))
"""


@pytest.mark.parametrize(
    ("program", "shared"),
    [
        (HELD + OF_A_LIBRARY, False),
        (OF_A_LIBRARY + HELD, False),
        (HELD + STALE, False),
        (STALE + HELD, False),
        (BY_TWO_OF_ONE, False),
        (STALE + BY_TWO_OF_ONE, False),
        (LARGE + INTO_IT, False),
        (BY_TWO, True),
    ],
    ids=[
        "a stale word of a library's variable",
        "a library's variable that comes first",
        "a stale word of code",
        "a stale word that comes first",
        "two objects of one variable",
        "two, and a stale word",
        "a word into the middle",
        "two variables",
    ],
)
def test_memory_is_its_owners_whoever_is_come_to_first(start: Start, program: str, shared: bool) -> None:
    child = start(MEMORY + program + "first = middle = whole = None\n")
    looks = [read_owners(child.pid) for _ in range(2)]

    assert looks[0] is not None
    assert looks[1] is not None
    assert [(row.owner, row.live_bytes, row.retained_bytes) for row in looks[0].owners] == [
        (row.owner, row.live_bytes, row.retained_bytes) for row in looks[1].owners
    ]
    rows = {row.owner: row for row in looks[0].owners}
    taken = pytest.approx(2_000_000, rel=0.02)
    assert sum(rows[name].live_bytes for name in ("__main__.OWNER", "__main__.OTHER") if name in rows) == taken
    retained = [rows[name].retained_bytes for name in ("__main__.OWNER", "__main__.OTHER") if name in rows]
    assert max(retained) < 100_000 if shared else rows["__main__.OWNER"].retained_bytes == taken


LONG = """
places = [memory(size=40) for _ in range(40_000)]
for place, behind in zip(places, places[1:]):
    ctypes.c_uint64.from_address(place).value = behind
OWNER = ctypes.c_void_p(memory(places[0]))
middle = places[len(places) // 2]
del places
"""


def test_a_long_list_in_memory_of_c_is_its_owners(start: Start) -> None:
    child = start(MEMORY + LONG + OF_A_LIBRARY + "first = middle = None\n")
    heap = read_owners(child.pid)

    assert heap is not None
    rows = {row.owner: row.retained_bytes for row in heap.owners}
    assert rows["__main__.OWNER"] == pytest.approx(40_000 * 48, rel=0.02)
