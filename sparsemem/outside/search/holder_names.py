"""Names from outside: the key of a value in a dict, the module of a dict, the attribute of an instance.

Layouts of CPython 3.11 to 3.13: `struct _dictkeysobject` and `struct _dictvalues` in Include/internal/pycore_dict.h.
"""

import struct

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.objects.type_table import has_old_layout
from sparsemem.outside.search.pointer_holders import Holder

_KEYS = 32
"""`ma_keys` in `PyDictObject`, and the size of a keys' head."""
_LARGEST = 1 << 18
"""Bytes of a dict's keys that are looked through."""
_FIRST_NAMES = 8
"""The names that every module has come first in its dict."""
_TYPE_SIZE = 1024
_SHARED = 2
"""`DICT_KEYS_SPLIT`: the keys that a class keeps for the attributes of its instances."""


def read_key(view: View, place: int) -> str | None:
    """The key of the value that stands at `place` in a dict's keys, where it is a str: it stands just before."""
    return _text(view, _word(view, place - 8))


def read_module_name(view: View, address: int) -> str | None:
    """The module whose globals the dict at `address` is, by its `__name__` and `__spec__`; None for other dicts."""
    entries = _entries(view, _word(view, address + _KEYS))[:_FIRST_NAMES]
    names = {_text(view, key): value for key, value in entries.tolist()}
    return _text(view, names["__name__"]) if {"__name__", "__spec__"} <= set(names) else None


def read_attribute(view: View, holder: Holder) -> str | None:
    """The attribute of an instance that stands at the holder's place, where its class keeps the keys.

    The values are in a buffer until 3.12, and behind the object itself, after eight bytes, from 3.13 on.
    """
    known = view.table.types[holder.number]
    start = holder.buffer or holder.address + known.basic_size + 8
    index = (holder.place - start) // 8
    pointers = words(view.source.memory.span(known.address, _TYPE_SIZE))
    heads = words(view.source.memory.gather(pointers, _KEYS)[0])
    kind = heads[:, 1] >> np.uint64(16) & np.uint64(255)
    shared = np.flatnonzero((kind == _SHARED) & (heads[:, 0] - np.uint64(1) < _LARGEST))
    for at in shared.tolist():
        entries = _entries(view, int(pointers[at]))
        if 0 <= index < len(entries):
            return _text(view, int(entries[index, 0]))
    return None


def _entries(view: View, start: int) -> Addresses:
    """Key and value of each entry of a dict's keys, shape (n, 2)."""
    memory = view.source.memory
    head = bytes(memory.span(start, _KEYS))
    none = np.zeros((0, 2), np.uint64)
    if len(head) < _KEYS:
        return none
    _, size, index, kind, _, _, count = struct.unpack("<qBBBxIqq", head)
    width = 2 if kind else 3
    if size > 40 or index > 40 or not 0 <= count * width * 8 <= _LARGEST:
        return none
    table = words(memory.span(start + _KEYS + (1 << index), count * width * 8))
    return table[: len(table) // width * width].reshape(-1, width)[:, -2:]


def _text(view: View, address: int) -> str | None:
    return read_text(view.source.memory, address, has_old_layout(view.table.types)) if address else None


def _word(view: View, address: int) -> int:
    found = words(view.source.memory.span(address, 8))
    return int(found[0]) if len(found) else 0
