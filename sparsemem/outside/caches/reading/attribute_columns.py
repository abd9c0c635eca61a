"""The attributes of many instances of one class at once: a column for each name.

Layouts as in `instance_attributes`.
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.reading.dict_columns import shared_values_at, values_at
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.type_flags import INLINE_VALUES, MANAGED_DICT
from sparsemem.outside.objects.type_table import Type

_VALUES, _DICT, _DICT_OFFSET = np.uint64(32), np.uint64(24), 288
_VALID, _ONE = np.uint64(24), np.uint64(1)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the attributes of n instances refer to."""

    values: tuple[tuple[str, Addresses], ...]
    """By name; 0 where an instance does not have that attribute."""
    dicts: Addresses
    """Where an instance has a dict of its own attributes, else 0."""


def read_columns(inspection: Inspection, some: Addresses) -> Columns | None:
    """Of instances of one class; None where that is not known."""
    known = inspection.objects.type_of(int(some[0])) if len(some) else None
    if known is None:
        return None
    slots = inspection.attributes.slots(known.address).items()
    columns = [(name, inspection.objects.pointers(some, offset)) for name, offset in slots]
    values, dicts = _places(inspection, known, some)
    names, there = inspection.attributes.names(known.address), np.flatnonzero(values)
    table = np.zeros((len(some), len(names)), np.uint64)
    if names and len(there):
        table[there] = inspection.objects.rows(values[there], len(names))
    columns += [(name, table[:, at]) for at, name in enumerate(names) if name is not None]
    return Columns(tuple(columns), dicts)


def attribute_of_each(inspection: Inspection, some: Addresses, name: str) -> Addresses:
    """What one attribute of each instance refers to, 0 where it has none."""
    types, found = inspection.objects.pointers(some, 8), np.zeros(len(some), np.uint64)
    for one in np.unique(types).tolist():
        here = np.flatnonzero(types == one)
        found[here] = _of_one_class(inspection, some[here], name)
    return found


def _of_one_class(inspection: Inspection, some: Addresses, name: str) -> Addresses:
    found, columns = np.zeros(len(some), np.uint64), read_columns(inspection, some)
    if columns is None:
        return found
    found = next((column for own, column in columns.values if own == name), found)
    apart = np.flatnonzero((found == 0) & (columns.dicts != 0))
    if len(apart):
        names = inspection.attributes.names(inspection.objects.word(int(some[0]) + 8))
        found[apart] = _in_dicts(inspection.objects, columns.dicts[apart], name, names)
    return found


def _in_dicts(objects: HeapObjects, dicts: Addresses, name: str, names: list[str | None]) -> Addresses:
    """The same of the dicts that instances have, whether these share their keys, the names, or not."""
    found = shared_values_at(objects, dicts, names.index(name)) if name in names else np.zeros_like(dicts)
    alone = np.flatnonzero(found == 0)
    keys = list(objects.attributes_in(int(dicts[alone[0]]))) if len(alone) else []
    if name in keys:
        found[alone] = values_at(objects, dicts[alone], keys.index(name))
    return found


def _places(inspection: Inspection, known: Type, some: Addresses) -> tuple[Addresses, Addresses]:
    """Where the values of each instance begin, and its dict; 0 for what is not there."""
    none, objects = np.zeros(len(some), np.uint64), inspection.objects
    if not known.flags & MANAGED_DICT:
        offset = objects.word(known.address + _DICT_OFFSET)
        return none, objects.pointers(some, offset) if 0 < offset < known.basic_size else none
    both = objects.pointers(some - _DICT, 0)
    if objects.kinds.old:
        return np.where(both == 0, objects.pointers(some - _VALUES, 0), none), both
    if known.flags & INLINE_VALUES:
        is_used = objects.pointers(some, known.basic_size) >> _VALID & _ONE == 1
        return np.where(is_used, some + np.uint64(known.basic_size + 8), none), np.where(is_used, none, both)
    is_tagged = both & _ONE == 1
    return np.where(is_tagged, both + _ONE, none), np.where(is_tagged, none, both)
