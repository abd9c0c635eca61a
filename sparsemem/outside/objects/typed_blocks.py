"""Which live blocks are objects, and of what type."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.dict_keys import SPLIT, parse_dict_keys
from sparsemem.outside.objects.type_table import TypeTable
from sparsemem.outside.pymalloc.live_blocks import Blocks

UNKNOWN = -1
"""A block that is no object: the items of a list, the attributes of an instance (3.11, 3.12), a buffer."""
KEYS = -2
"""The keys of a dict, which no object's type tells."""
BEFORE = (0, 16, 32)
"""Bytes that can stand before an object in its block (`Type.before`); the type is 8 bytes into the object."""
_FORBIDDEN = np.uint64(0xFDFDFDFDFDFDFD)
_LARGEST_COUNT = np.uint64(1 << 32)
"""Above any reference count; immortal objects have one just below, since 3.12."""
_FLAGS_SHIFT, _MOST_FLAGS = np.uint64(48), np.uint64(16)
"""Since 3.14 the highest two bytes of the word hold flags: of immortal objects, interned strings among them, and of
static ones (Include/refcount.h)."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The types of a batch of blocks, one element a block."""

    number: NDArray[np.int64]
    """The type's number in the table, or `KEYS`, or `UNKNOWN`."""
    before: NDArray[np.int64]
    """Where in the block the object begins, in bytes."""
    debug_bytes: int = 0
    """What debug hooks put before each block."""


def find_types(blocks: Blocks, table: TypeTable, arenas: Ranges) -> Typed:
    """The types of the blocks.

    A word counts as a pointer to an object's type when the word before could be a reference count, and the type
    says that as many bytes stand before its objects. Types are too large to be in `arenas` themselves, so pointers
    there need not be looked at.
    """
    debug_bytes = _debug_bytes(blocks)
    number = np.full(len(blocks), UNKNOWN, np.int64)
    before = np.zeros(len(blocks), np.int64)
    rest = np.arange(len(blocks))
    for bytes_before in BEFORE:
        count, pointer = (blocks.word(debug_bytes + at, rest) for at in (bytes_before, bytes_before + 8))
        likely = np.flatnonzero(_is_count(count) & (pointer != 0))
        likely = likely[~_inside(pointer[likely], arenas)]
        found = table.numbers(pointer[likely])
        expected = np.array([known.before for known in table.types] + [-1], np.int64)
        fits = expected[found] == bytes_before
        number[rest[likely[fits]]] = found[fits]
        before[rest[likely[fits]]] = debug_bytes + bytes_before
        rest = rest[number[rest] == UNKNOWN]
    number[rest[_are_keys(blocks, debug_bytes, rest)]] = KEYS
    return Typed(number, before, debug_bytes)


def _is_count(words: Addresses) -> Flags:
    """Which words could be the reference count of a living object."""
    flags = words >> _FLAGS_SHIFT
    counts: Flags = ((words & ~(flags << _FLAGS_SHIFT)) - np.uint64(1) < _LARGEST_COUNT) & (flags < _MOST_FLAGS)
    return counts


def _debug_bytes(blocks: Blocks) -> int:
    """What debug hooks (PYTHONMALLOC=debug, -X dev) put before each block: its size, a letter, and seven 0xFD.

    `_PyMem_DebugRawAlloc` of CPython's Objects/obmalloc.c.
    """
    guarded = blocks.word(8, np.arange(len(blocks))) >> np.uint64(8) == _FORBIDDEN
    return 16 if guarded.sum() * 2 > len(blocks) else 0


def _are_keys(blocks: Blocks, debug_bytes: int, rows: NDArray[np.int64]) -> Flags:
    """Which blocks are tables of keys: the entries that are left and those in use always add up to those that fit."""
    count, sizes, usable, used = (blocks.word(debug_bytes + at, rows) for at in (0, 8, 16, 24))
    heads = parse_dict_keys(sizes)
    size, index = heads.size_log2, heads.index_log2
    good = (count - np.uint64(1) < _LARGEST_COUNT) & (sizes >> np.uint64(16) & np.uint64(0xFFFF) <= SPLIT)
    good &= (size >= 3) & (size <= 8) & (index >= size) & (index <= size + np.uint64(1))
    keys: Flags = good & (usable <= heads.usable) & (usable + used == heads.usable)
    return keys


def _inside(addresses: Addresses, ranges: Ranges) -> Flags:
    """Which addresses are in one of the ranges, which are in order."""
    if not len(ranges):
        return np.zeros(len(addresses), np.bool_)
    place = np.searchsorted(ranges.starts, addresses, "right") - 1
    return (place >= 0) & (addresses < ranges.ends[np.maximum(place, 0)])
