"""Numbers that many values of one dict carry at the same place: an item of a tuple, a key of a dict, an attribute."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, UNICODE, parse_dict_keys

_TUPLE_SIZE, _LIST_ITEMS = 16, 24
_MOST_ITEMS, _MOST_READ = 6, 50_000
_ENTRY = 16
"""Bytes of an entry of a table whose keys are all str."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a value the number stands."""

    kind: str
    """`tuple`, `list`, `dict`, `slot` or `attribute`."""
    at: int
    """The item; the position among the keys of a dict; the offset of a slot, in bytes."""
    name: str | None = None
    """Its key or attribute."""


class EntryNumbers:
    """Reads one number of each value."""

    def __init__(self, inspection: Inspection) -> None:
        """Nothing is read yet."""
        self._inspection, self._objects = inspection, inspection.objects

    def places(self, values: Addresses) -> Iterator[Place]:
        """Where some values, all of one type, may have a number; none where they are of several types."""
        types = np.unique(self._objects.pointers(values, 8)).tolist()
        if len(types) != 1:
            return
        name, first = self._objects.name_of(types[0]), int(values[0])
        if name in ("tuple", "list"):
            size = min(self._objects.word(first + _TUPLE_SIZE), _MOST_ITEMS)
            yield from (Place(name, at) for at in range(size))
        elif name == "dict":
            keys = self._objects.entries(first, 64)[:, 0].tolist()
            yield from (Place("dict", at, self._objects.text(key)) for at, key in enumerate(keys))
        elif "." not in name:
            yield from self._in_instance(types[0], first)

    def _in_instance(self, type_address: int, first: int) -> Iterator[Place]:
        slots = self._inspection.attributes.slots(type_address)
        yield from (Place("slot", offset, name) for name, offset in slots.items())
        yield from (
            Place("attribute", 0, name) for name in self._inspection.attributes.of(first) if name not in slots
        )

    def read(self, values: Addresses, place: Place) -> NDArray[np.float64]:
        """The number of each value, NaN where there is none."""
        if place.kind == "attribute":
            return self._one_by_one(values, place.name or "")
        if place.kind == "tuple":
            return self.numbers(self._objects.pointers(values, self._objects.tuple_items + 8 * place.at))
        if place.kind == "list":
            return self.numbers(self._objects.pointers(self._objects.pointers(values, _LIST_ITEMS), 8 * place.at))
        if place.kind == "slot":
            return self.numbers(self._objects.pointers(values, place.at))
        return self.numbers(self._dict_values(values, place.at))

    def _one_by_one(self, values: Addresses, name: str) -> NDArray[np.float64]:
        some = values[:_MOST_READ].tolist()
        found = [self._objects.number(self._inspection.attributes.of(value).get(name, 0)) for value in some]
        ends = np.full(len(values), np.nan)
        ends[: len(found)] = np.array(found, np.float64)
        return ends

    def _dict_values(self, values: Addresses, at: int) -> Addresses:
        """The value at one position of each dict, where its key is the one that the first dict has there."""
        tables = self._objects.pointers(values, KEYS)
        heads = words(self._objects.memory.gather(tables, KEYS_HEAD)[0])
        keys = parse_dict_keys(heads[:, 1])
        plain = (keys.kind == UNICODE) & keys.plausible
        places = tables + keys.entries_at + np.uint64(_ENTRY * at)
        pairs = words(self._objects.memory.gather(places, _ENTRY)[0])
        same: Addresses = np.where(plain & (pairs[:, 0] == pairs[0, 0]), pairs[:, 1], np.uint64(0))
        return same

    def numbers(self, pointers: Addresses) -> NDArray[np.float64]:
        """The values of float and int objects, NaN for others; ints above 2**60 likewise."""
        rows = words(self._objects.memory.gather(pointers, 32)[0])
        found = np.full(len(rows), np.nan)
        for one in np.unique(rows[:, 1]).tolist():
            name, here = self._objects.name_of(one), rows[:, 1] == one
            if name == "float":
                found[here] = rows[here, 2].copy().view(np.float64)
            elif name == "int":
                found[here] = self._integers(rows[here])
        return found

    def _integers(self, rows: Addresses) -> NDArray[np.float64]:
        size = rows[:, 2].astype(np.int64)
        digits = size if self._objects.kinds.old else (size >> 3) * (1 - (size & 3))
        low, high = rows[:, 3] & np.uint64(0xFFFFFFFF), rows[:, 3] >> np.uint64(32)
        value = (low + np.where(digits > 1, high << np.uint64(30), np.uint64(0))).astype(np.float64)
        known: NDArray[np.float64] = np.where((digits == 1) | (digits == 2), value, np.nan)
        return known
