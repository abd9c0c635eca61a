"""The tables that dicts keep their keys in: how many entries fit in one, where these begin, how long the table is.

Layout: `struct _dictkeysobject` in CPython's Include/internal/pycore_dict.h, 3.11 to 3.15: a reference count; a word
with the logarithms of the table's size and of its index in bytes, the kind, and a version; the entries that are left
and those in use, a word each; then the index, and the entries.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses

KEYS_HEAD = 32
"""Bytes before the index."""
GENERAL, UNICODE, SPLIT = 0, 1, 2
"""`DICT_KEYS_GENERAL`, `_UNICODE` (all keys are str), `_SPLIT` (a class has them for the attributes of instances)."""
LARGEST_LOG2 = 40
"""A larger logarithm is of no table."""
_BYTE = np.uint64(255)


@dataclass(frozen=True, slots=True)
class DictKeys:
    """Heads of tables of keys, one element of each array a table; sizes are meaningful only where `plausible`."""

    size_log2: Addresses
    """The logarithm of how many places the index has."""
    index_log2: Addresses
    """The logarithm of the bytes of the index."""
    kind: Addresses

    @property
    def plausible(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        """Whether a table can have this head."""
        flags = (self.size_log2 < LARGEST_LOG2) & (self.index_log2 < LARGEST_LOG2) & (self.kind <= SPLIT)
        return np.asarray(flags, np.bool_)

    @property
    def usable(self) -> Addresses:
        """How many entries fit: two thirds of the places (`USABLE_FRACTION` of Objects/dictobject.c)."""
        size = np.minimum(self.size_log2, np.uint64(LARGEST_LOG2))
        return (np.uint64(2) << size) // np.uint64(3)

    @property
    def entries_at(self) -> Addresses:
        """Where the entries begin, in bytes from the table's start."""
        return np.uint64(KEYS_HEAD) + (np.uint64(1) << np.minimum(self.index_log2, np.uint64(LARGEST_LOG2)))

    @property
    def key_at(self) -> Addresses:
        """Where in an entry its key stands, in bytes: behind the hash, where there is one."""
        return np.where(self.kind == GENERAL, np.uint64(8), np.uint64(0))

    @property
    def entry_bytes(self) -> Addresses:
        """Bytes of an entry: the hash, where not all keys are str, the key and the value."""
        return np.where(self.kind == GENERAL, np.uint64(24), np.uint64(16))

    @property
    def table_bytes(self) -> Addresses:
        """How long the table is that has entries of key and value."""
        return self.entries_at + self.usable * self.entry_bytes


def parse_dict_keys(sizes: Addresses) -> DictKeys:
    """From the word at byte 8 of each table."""
    return DictKeys(sizes & _BYTE, sizes >> np.uint64(8) & _BYTE, sizes >> np.uint64(16) & _BYTE)


def table_for(entries: NDArray[np.int64], kind: Addresses) -> DictKeys:
    """The smallest tables of some kinds in which so many entries fit, as a copy of a dict has it."""
    return table_with(entries * 3 + 1 >> 1, kind)


def table_with(places: NDArray[np.int64], kind: Addresses) -> DictKeys:
    """The smallest tables of some kinds with so many places (`calculate_log2_keysize` and `new_keys_object` of
    Objects/dictobject.c)."""
    size = np.ceil(np.log2(np.maximum(places, 8))).astype(np.uint64)
    width = (size >= 8).astype(np.uint64) + (size >= 16).astype(np.uint64) + (size >= 32).astype(np.uint64)
    return DictKeys(size, size + width, kind)
