"""Types, told by what their own type leads to."""

import struct

import numpy as np
import pytest

from sparsemem.outside.objects.type_table import TypeTable
from tests.outside.buffer_memory import BufferMemory

TYPE, META, KLASS, NAMES = 0x10000, 0x11000, 0x12000, 0x20000
READY, GC, DICT = 1 << 12, 1 << 14, 1 << 4


def _type(of: int, name: int, flags: int = READY, size: int = 48) -> bytes:
    return struct.pack("<QQQQQ", 1, of, 0, NAMES + name * 256, size) + bytes(128) + struct.pack("<Q", flags)


def _table(**changes: bytes) -> TypeTable:
    names = b"".join(name.ljust(256, b"\0") for name in (b"type", b"Meta", b"shop.Item", b"two words", b"\xff\xfe"))
    buffers = {
        "t": _type(TYPE, 0, READY | GC, 900),
        "m": _type(TYPE, 1, READY | GC, 900),
        "k": _type(META, 2, READY | GC | DICT),
    } | changes
    places = {"t": TYPE, "m": META, "k": KLASS}
    return TypeTable(BufferMemory({places[key]: text for key, text in buffers.items()} | {NAMES: names}))


def _numbers(table: TypeTable, *pointers: int) -> list[int]:
    return table.numbers(np.array(pointers, np.uint64)).tolist()


def test_a_type_leads_to_type_over_its_metaclass() -> None:
    table = _table()
    assert _numbers(table, KLASS, TYPE, KLASS, 0, 2**64 - 8, NAMES, META) == [2, 0, 2, -1, -1, -1, 1]
    assert [known.name for known in table.types] == ["type", "Meta", "shop.Item"]
    assert [known.before for known in table.types] == [16, 16, 32]
    assert table.types[2].basic_size == 48


def test_what_was_seen_keeps_its_number() -> None:
    table = _table()
    assert _numbers(table, KLASS, 8) == [0, -1]
    assert _numbers(table, TYPE, KLASS) == [1, 0]


@pytest.mark.parametrize(
    "klass",
    [
        _type(META, 2, GC),
        _type(META, 2, size=0),
        _type(META, 2, size=(1 << 20) + 1),
        _type(META, 3),
        _type(META, 4),
        _type(META, 900),
        _type(KLASS + 8, 2),
        _type(0, 2),
        bytes(40),
    ],
)
def test_what_is_no_type(klass: bytes) -> None:
    assert _numbers(_table(k=klass), KLASS) == [-1]


def test_bytes_before_objects() -> None:
    assert [_before(flags) for flags in (READY, READY | DICT, READY | GC, READY | GC | 8, READY | GC | DICT)] == [
        0,
        0,
        16,
        32,
        32,
    ]


def _before(flags: int) -> int:
    table = _table(k=_type(META, 2, flags))
    _numbers(table, KLASS)
    return table.types[0].before
