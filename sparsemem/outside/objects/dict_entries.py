"""The entries of a dict, by the address of its table of keys.

Layout: `struct _dictkeysobject` in CPython's Include/internal/pycore_dict.h, 3.11 to 3.13.
"""

import struct

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, LARGEST_LOG2

KEYS = 32
"""`ma_keys` in `PyDictObject`."""


def read_entries(memory: Memory, start: int, most: int = 1 << 17) -> Addresses:
    """Key and value of the entries of the table at `start`, the first `most` of them, shape (n, 2); none where there
    is no table."""
    head = bytes(memory.span(start, KEYS_HEAD))
    none = np.zeros((0, 2), np.uint64)
    if len(head) < KEYS_HEAD:
        return none
    _, size, index, kind, _, _, count = struct.unpack("<qBBBxIqq", head)
    width = 2 if kind else 3
    if size > LARGEST_LOG2 or index > LARGEST_LOG2 or count < 0:
        return none
    count = min(count, most)
    table = words(memory.span(start + KEYS_HEAD + (1 << index), count * width * 8))
    return table[: len(table) // width * width].reshape(-1, width)[:, -2:]


def read_word(memory: Memory, address: int) -> int:
    """The word at an address, 0 where there is none."""
    found = words(memory.span(address, 8))
    return int(found[0]) if len(found) else 0
