"""Digests of what objects say: two of equal content have the same one, wherever they lie.

A digest takes in every byte of a str, bytes, int or float, and the digests of what tuples, lists and dicts hold. An
instance of a class that is written in Python counts as the dict of its attributes, of which it may be a copy.
"""

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.copies.content_digests import ContentDigests, Digests, digest_of_name, mixed
from sparsemem.outside.caches.reading.attribute_columns import read_columns
from sparsemem.outside.caches.reading.inspection import Inspection
from sparsemem.outside.graph.table_words import read_tables
from sparsemem.outside.memory.memory_access import Addresses, Flags, words
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.objects.dict_keys import GENERAL, KEYS_HEAD, parse_dict_keys
from sparsemem.outside.objects.type_flags import DICT, HEAP_TYPE, LIST, TUPLE

_DEEP, _WIDE = 4, 1 << 12
"""Containers within each other, and items of one: what is beyond is not compared."""
_SIZE, _ITEMS, _USED, _VALUES = 16, 24, 16, 40
_FLAGS = 168
"""`tp_flags`."""
_FAMILIES = {LIST: "list", TUPLE: "tuple", DICT: "dict", 1 << 24: "int", 1 << 27: "bytes", 1 << 28: "str"}
"""The bits of `tp_flags` by which CPython itself tells the heirs of these types."""


class ValueDigests:
    """The digests of values in one process."""

    def __init__(self, inspection: Inspection) -> None:
        """Nothing is read yet."""
        self._inspection, self._objects = inspection, inspection.objects
        self._contents = ContentDigests(inspection.objects)
        self._holders: dict[str, Callable[[Addresses, int], Digests]] = {
            "list": self._lists,
            "tuple": self._tuples,
            "dict": self._dicts,
            "instance": self._instances,
        }

    def of(self, values: Addresses, deep: int = _DEEP) -> Digests:
        """The digest of each value, 0 where it is not known."""
        some, back = np.unique(values, return_inverse=True)
        found, types = np.zeros(len(some), np.uint64), self._objects.pointers(some, 8)
        for one in np.unique(types).tolist():
            here = np.flatnonzero(types == one)
            found[here] = self._of_family(some[here], self.family(one), deep)
        return found[back]

    def family(self, type_address: int) -> str:
        """The built-in type whose content an object has, `instance` for one with attributes, "" for all others."""
        number = self._objects.kinds.number_at.get(type_address)
        # Of a type that no object of the heap has, as that of True and False, nothing is known but its memory.
        flags = (
            self._objects.word(type_address + _FLAGS) if number is None else self._objects.kinds.types[number].flags
        )
        for flag, name in _FAMILIES.items():
            if flags & flag:
                return name
        name = self._objects.name_of(type_address)
        return "instance" if flags & HEAP_TYPE and "." not in name else name

    def _of_family(self, some: Addresses, family: str, deep: int) -> Digests:
        if family in self._contents.readers:
            own = self._contents.readers[family](some)
        elif family in self._holders and deep > 0:
            own = self._holders[family](some, deep - 1)
        else:
            return np.zeros(len(some), np.uint64)
        return _salted(own, "dict" if family == "instance" else family)

    def _tuples(self, some: Addresses, deep: int) -> Digests:
        return self._items(some + np.uint64(self._objects.tuple_items), self._objects.pointers(some, _SIZE), deep)

    def _lists(self, some: Addresses, deep: int) -> Digests:
        return self._items(self._objects.pointers(some, _ITEMS), self._objects.pointers(some, _SIZE), deep)

    def _items(self, tables: Addresses, sizes: Addresses, deep: int) -> Digests:
        found = _Sums(len(tables))
        for row, position, content in read_tables(self._objects.memory, tables, _bounded(sizes)):
            inner = self.of(content, deep)
            found.add(row, inner != 0, mixed(inner + position.astype(np.uint64)))
        return found.finished(sizes)

    def _dicts(self, some: Addresses, deep: int) -> Digests:
        """Of the entries in any order; a dict that shares its keys with others of its class is not compared."""
        keys, sizes = self._objects.pointers(some, KEYS), self._objects.pointers(some, _USED)
        heads = words(self._objects.memory.gather(keys, KEYS_HEAD)[0])
        tables, found = parse_dict_keys(heads[:, 1]), _Sums(len(some))
        is_whole = tables.plausible & (self._objects.pointers(some, _VALUES) == 0)
        for is_general, width in ((True, 3), (False, 2)):
            here = np.flatnonzero(is_whole & ((tables.kind == GENERAL) == is_general))
            counts = _bounded(heads[here, 3]) * width
            for row, position, content in read_tables(self._objects.memory, (keys + tables.entries_at)[here], counts):
                part = position % width - (width - 2)
                values = content[part == 1]
                pairs = row[part == 1][values != 0], content[part == 0][values != 0], values[values != 0]
                self._add(found, (here[pairs[0]], *pairs[1:]), deep)
        return found.finished(np.where(is_whole, sizes, np.uint64(_WIDE + 1)))

    def _add(self, found: "_Sums", entries: tuple[NDArray[np.int64], Addresses, Addresses], deep: int) -> None:
        row, keys, values = entries
        first, second = self.of(keys, deep), self.of(values, deep)
        found.add(row, (first != 0) & (second != 0), mixed(mixed(first) + second))

    def _instances(self, some: Addresses, deep: int) -> Digests:
        """Those with attributes; of one without any nothing is known."""
        columns, found = read_columns(self._inspection, some), _Sums(len(some))
        if columns is None:
            return np.zeros(len(some), np.uint64)
        sizes = np.zeros(len(some), np.uint64)
        for name, column in columns.values:
            here = np.flatnonzero(column)
            sizes[here] += np.uint64(1)
            keys, values = _salted(digest_of_name(name), "str"), self.of(column[here], deep)
            found.add(here, (keys != 0) & (values != 0), mixed(mixed(keys) + values))
        own = found.finished(np.where(sizes > 0, sizes, np.uint64(_WIDE + 1)))
        apart = np.flatnonzero((columns.dicts != 0) & (sizes == 0))
        own[apart] = self._dicts(columns.dicts[apart], deep)
        return own


class _Sums:
    """Of each container the sum of its parts' digests, which their order does not change."""

    def __init__(self, count: int) -> None:
        self._sums, self._known = np.zeros(count, np.uint64), np.zeros(count, np.int64)

    def add(self, rows: NDArray[np.int64], is_known: Flags, parts: Digests) -> None:
        """One part of the container of each row."""
        np.add.at(self._sums, rows, parts)
        np.add.at(self._known, rows[is_known], 1)

    def finished(self, sizes: Addresses) -> Digests:
        """The digests of those all of whose parts are known."""
        is_whole = self._known.astype(np.uint64) == sizes
        return np.where(is_whole, mixed(self._sums + sizes + np.uint64(1)), np.uint64(0))


def _bounded(sizes: Addresses) -> NDArray[np.int64]:
    return np.where(sizes <= _WIDE, sizes, np.uint64(0)).astype(np.int64)


def _salted(own: Digests, family: str) -> Digests:
    """Different for the same content in another type."""
    return np.where(own == 0, own, mixed(own ^ np.uint64(zlib.crc32(family.encode()))))
