"""Which blocks are objects, keys of dicts, or neither; blocks under debug hooks."""

import struct

import numpy as np
import pytest

from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.type_table import TypeTable
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN, find_types
from sparsemem.outside.pymalloc.live_blocks import Blocks
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE
from tests.outside.buffer_memory import BufferMemory

POOL, TYPE, PLAIN, NAMES = 0x7F0000004000, 0x10000, 0x11000, 0x20000


def _table() -> TypeTable:
    def make(name: int, flags: int) -> bytes:
        return struct.pack("<QQQQQ", 1, TYPE, 0, NAMES + name, 48) + bytes(128) + struct.pack("<Q", flags | 1 << 12)

    names = (b"type\0".ljust(128, b"\0") + b"float\0").ljust(400, b"\0")
    return TypeTable(BufferMemory({TYPE: make(0, 1 << 14), PLAIN: make(128, 0), NAMES: names}))


def _blocks(*contents: bytes) -> Blocks:
    """Blocks of 64 bytes in one pool."""
    memory = bytearray(POOL_SIZE)
    for number, content in enumerate(contents):
        memory[48 + number * 64 : 48 + number * 64 + len(content)] = content
    offset = np.arange(48, 48 + 64 * len(contents), 64)
    return Blocks(
        content=np.frombuffer(bytes(memory), "<u8").reshape(1, -1),
        pool=np.zeros(len(contents), np.int64),
        offset=offset,
        addresses=POOL + offset.astype(np.uint64),
        sizes=np.full(len(contents), 64),
        torn=0,
    )


def _number(content: bytes, arenas: Ranges | None = None) -> int:
    return int(find_types(_blocks(content), _table(), arenas or Ranges.of([])).number[0])


def test_an_object_and_what_stands_before_it() -> None:
    plain, collected = struct.pack("<QQ", 1, PLAIN), struct.pack("<QQQQ", 5, 6, 1, TYPE)
    typed = find_types(_blocks(plain, collected), _table(), Ranges.of([]))
    assert typed.before.tolist() == [0, 16]
    assert sorted(typed.number.tolist()) == [0, 1]


@pytest.mark.parametrize(
    ("content", "is_object"),
    [
        (struct.pack("<QQ", 1, PLAIN), True),
        (struct.pack("<QQ", (1 << 32) - 1, PLAIN), True),
        (struct.pack("<QQ", 1 << 32, PLAIN), True),
        (struct.pack("<QQ", (1 << 32) + 1, PLAIN), False),
        (struct.pack("<QQ", 0, PLAIN), False),
        # 3.14: the count, two bytes that are 0 between C calls, and two of flags.
        (struct.pack("<IHHQ", 3 << 30, 0, 1, PLAIN), True),
        (struct.pack("<IHHQ", 3 << 30, 0, 5, PLAIN), True),
        (struct.pack("<IHHQ", 1, 0, 15, PLAIN), True),
        (struct.pack("<IHHQ", 1, 0, 16, PLAIN), False),
        (struct.pack("<IHHQ", 0, 0, 1, PLAIN), False),
        (struct.pack("<IHHQ", 1, 1, 0, PLAIN), False),
        (struct.pack("<QQ", 1, PLAIN + 8), False),
        (struct.pack("<QQ", 1, TYPE), False),
        (struct.pack("<QQQQ", 0, 0, 1, PLAIN), False),
    ],
)
def test_a_count_a_type_and_its_place_must_fit(content: bytes, is_object: bool) -> None:
    assert (_number(content) >= 0) is is_object


def test_pointers_into_arenas_are_no_types() -> None:
    content = struct.pack("<QQ", 1, PLAIN)
    assert _number(content, Ranges.of([(PLAIN, PLAIN + 8)])) == UNKNOWN
    assert _number(content, Ranges.of([(PLAIN - 8, PLAIN)])) == 0


def _keys(count: int = 1, size: int = 3, index: int = 3, kind: int = 1, usable: int = 2, used: int = 3) -> bytes:
    return struct.pack("<QBBBBIqq", count, size, index, kind, 0, 99, usable, used)


@pytest.mark.parametrize(
    ("content", "are_keys"),
    [
        (_keys(), True),
        (_keys(usable=0, used=5), True),
        (_keys(usable=1, used=5), False),
        (_keys(size=5, index=5, usable=11, used=10), True),
        (_keys(size=2, index=2, usable=1, used=1), False),
        (_keys(size=9, index=9, usable=300, used=41), False),
        (_keys(index=5), False),
        (_keys(kind=3), False),
        (_keys(count=0), False),
        (_keys(usable=-1, used=6), False),
    ],
)
def test_keys_of_a_dict_keep_their_equation(content: bytes, are_keys: bool) -> None:
    assert (_number(content) == KEYS) is are_keys


def test_blocks_under_debug_hooks() -> None:
    guard = struct.pack(">Q", 16) + b"o" + b"\xfd" * 7
    typed = find_types(_blocks(guard + struct.pack("<QQ", 1, PLAIN)), _table(), Ranges.of([]))
    assert (typed.number.tolist(), typed.before.tolist()) == ([0], [16])
