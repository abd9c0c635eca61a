"""The entries of a dict, by the address of its table of keys.

Layout: `struct _dictkeysobject` in CPython's Include/internal/pycore_dict.h, 3.11 to 3.15.
"""

import struct

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, LARGEST_LOG2

_MOST_INDEX_LOG2 = 3
KEYS = 32
"""`ma_keys` in `PyDictObject`."""
KEYS_ENTRIES = 24
"""`dk_nentries` in a table of keys."""
_AT_ONCE = 512
"""Bytes that are read with the head: most tables end there."""


def read_entries(memory: Memory, start: int, most: int = 1 << 17) -> Addresses:
    """Key and value of the entries of the table at `start`, the first `most` of them, shape (n, 2); none where there
    is no table."""
    raw, none = memory.span(start, _AT_ONCE), np.zeros((0, 2), np.uint64)
    if len(raw) < KEYS_HEAD:
        return none
    _, size, index, kind, _, left, count = struct.unpack("<qBBBxIqq", bytes(raw[:KEYS_HEAD]))
    width = 2 if kind else 3
    if not _is_table(size, index, left, count):
        return none
    begin, length = KEYS_HEAD + (1 << index), min(count, most) * width * 8
    table = words(raw[begin : begin + length] if begin + length <= len(raw) else memory.span(start + begin, length))
    return table[: len(table) // width * width].reshape(-1, width)[:, -2:]


def _is_table(size: int, index: int, left: int, count: int) -> bool:
    """Whether a table can have this head: its entries, `left` of them unused, fit into two thirds of its 1 << `size`
    places, each of which has one to eight bytes of the index.

    In a process that goes on running something else may stand there by now, and would be taken for gigabytes.
    """
    is_index = size <= index <= size + _MOST_INDEX_LOG2
    return size < LARGEST_LOG2 and is_index and min(left, count) >= 0 and left + count <= (2 << size) // 3


def read_word(memory: Memory, address: int) -> int:
    """The word at an address, 0 where there is none."""
    found = words(memory.span(address, 8))
    return int(found[0]) if len(found) else 0
