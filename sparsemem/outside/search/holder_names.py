"""The name under which something is held: the key in a dict, the module of a dict, the attribute of an instance."""

import numpy as np

from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.objects.class_slots import TYPE_BASE, read_slots
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, SPLIT, parse_dict_keys
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.objects.type_table import Type, has_old_layout
from sparsemem.outside.search.pointer_holders import Holder

_LARGEST_COUNT = 1 << 18
"""Instances and dicts that share a table of keys, at most."""
_FIRST_NAMES = 8
"""The names that every module has come first in its dict."""
_TYPE_SIZE = 1024
_DEPTH = 8
"""Classes, one above the other, in which a slot is looked for."""


def read_key(view: View, place: int) -> str | None:
    """The key of the value that stands at `place` in a dict's keys, where it is a str: it stands just before."""
    return _text(view, read_word(view.source.memory, place - 8))


def read_module_name(view: View, address: int) -> str | None:
    """The module whose globals the dict at `address` is, by its `__name__` and `__spec__`; None for other dicts."""
    memory = view.source.memory
    entries = read_entries(memory, read_word(memory, address + KEYS), _FIRST_NAMES)
    names = {_text(view, key): value for key, value in entries.tolist()}
    return _text(view, names["__name__"]) if {"__name__", "__spec__"} <= set(names) else None


def read_attribute(view: View, holder: Holder) -> str | None:
    """The attribute of an instance that stands at the holder's place: by the keys that its class keeps, or its slots.

    The values are in a buffer until 3.12, and behind the object itself, after eight bytes, from 3.13 on.
    """
    known = view.table.types[holder.number]
    start = holder.buffer or holder.address + known.basic_size + 8
    index = (holder.place - start) // 8
    for keys in _shared_keys(view, known):
        entries = read_entries(view.source.memory, keys)
        if 0 <= index < len(entries):
            return _text(view, int(entries[index, 0]))
    return None if holder.buffer else _read_slot(view, known, holder.place - holder.address)


def _read_slot(view: View, known: Type, offset: int) -> str | None:
    """The slot at an offset of the instances of a class, its own or one of a class that it comes from."""
    memory, old = view.source.memory, has_old_layout(view.table.types)

    def type_name(address: int) -> str:
        number = int(view.table.numbers(np.array([address], np.uint64))[0])
        return view.table.types[number].name if number >= 0 else ""

    base = known.address
    for _ in range(_DEPTH):
        slots = read_slots(memory, base, type_name, old)
        if offset in slots or not base:
            return slots.get(offset)
        base = read_word(memory, base + TYPE_BASE)
    return None


def _shared_keys(view: View, known: Type) -> list[int]:
    """The tables of shared keys to which a class points: `ht_cached_keys`, whose place differs by version."""
    pointers = words(view.source.memory.span(known.address, _TYPE_SIZE))
    heads = words(view.source.memory.gather(pointers, KEYS_HEAD)[0])
    counts = heads[:, 0] - np.uint64(1)
    are_shared = (parse_dict_keys(heads[:, 1]).kind == SPLIT) & (counts < _LARGEST_COUNT)
    found: list[int] = pointers[are_shared].tolist()
    return found


def _text(view: View, address: int) -> str | None:
    return read_text(view.source.memory, address, has_old_layout(view.table.types)) if address else None
