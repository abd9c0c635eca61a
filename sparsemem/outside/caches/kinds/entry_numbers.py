"""Numbers that many values of one dict carry at the same place: an item of a tuple, a key of a dict, an attribute."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.reading.attribute_columns import attribute_of_each
from sparsemem.outside.caches.reading.datetime_values import DATETIME, seconds
from sparsemem.outside.caches.reading.dict_columns import values_at
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.memory.memory_access import Addresses

_TUPLE_SIZE, _LIST_ITEMS = 16, 24
_MOST_ITEMS = 6


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
            return self.numbers(attribute_of_each(self._inspection, values, place.name or ""))
        if place.kind == "tuple":
            return self.numbers(self._objects.pointers(values, self._objects.tuple_items + 8 * place.at))
        if place.kind == "list":
            return self.numbers(self._objects.pointers(self._objects.pointers(values, _LIST_ITEMS), 8 * place.at))
        if place.kind == "slot":
            return self.numbers(self._objects.pointers(values, place.at))
        return self.numbers(values_at(self._objects, values, place.at))

    def numbers(self, pointers: Addresses) -> NDArray[np.float64]:
        """The values of float and int objects, the seconds of datetime objects, NaN for others; ints above 2**60
        likewise."""
        rows = self._objects.rows(pointers, 4)
        found = np.full(len(rows), np.nan)
        for one in np.unique(rows[:, 1]).tolist():
            name, here = self._objects.name_of(one), rows[:, 1] == one
            if name == "float":
                found[here] = rows[here, 2].copy().view(np.float64)
            elif name == "int":
                found[here] = self._integers(rows[here])
            elif name == DATETIME:
                found[here] = seconds(self._objects, pointers[here])
        return found

    def _integers(self, rows: Addresses) -> NDArray[np.float64]:
        size = rows[:, 2].astype(np.int64)
        digits = size if self._objects.kinds.old else (size >> 3) * (1 - (size & 3))
        low, high = rows[:, 3] & np.uint64(0xFFFFFFFF), rows[:, 3] >> np.uint64(32)
        value = (low + np.where(digits > 1, high << np.uint64(30), np.uint64(0))).astype(np.float64)
        known: NDArray[np.float64] = np.where((digits == 1) | (digits == 2), value, np.nan)
        return known
