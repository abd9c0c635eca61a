"""The values of many dicts at once that have the same keys in the same order: a column.

Layouts of CPython 3.11 to 3.15: `struct _dictkeysobject` and `PyDictUnicodeEntry` in Include/internal/pycore_dict.h.
"""

import numpy as np

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.reading.object_reads import DICT_VALUES
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, UNICODE, parse_dict_keys

_ENTRY = 16
"""Bytes of an entry of a table whose keys are all str."""


def values_at(objects: HeapObjects, dicts: Addresses, at: int) -> Addresses:
    """The value at one position of each dict, where its key is the one that the first dict has there; else 0."""
    tables = objects.pointers(dicts, KEYS)
    keys = parse_dict_keys(objects.rows(tables, KEYS_HEAD // 8)[:, 1])
    plain = (keys.kind == UNICODE) & keys.plausible
    pairs = objects.rows(tables + keys.entries_at + np.uint64(_ENTRY * at), 2)
    same: Addresses = np.where(plain & (pairs[:, 0] == pairs[:1, 0]), pairs[:, 1], np.uint64(0))
    return same


def shared_values_at(objects: HeapObjects, dicts: Addresses, at: int) -> Addresses:
    """The same of dicts whose keys are shared with others: their values stand apart; 0 for other dicts."""
    values = objects.pointers(dicts, DICT_VALUES)
    found = objects.pointers(values, 8 * (at + objects.values_inside))
    apart: Addresses = np.where(values != 0, found, np.uint64(0))
    return apart
