"""What a reader of caches reads of an object: its type, its value, its entries and items, its words."""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_counts import plain_counts
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.object_values import read_text, read_texts
from sparsemem.outside.objects.type_flags import INLINE_VALUES
from sparsemem.outside.objects.type_table import Type

DICT_USED, DICT_VALUES = 16, 40
"""`ma_used` and `ma_values` of `PyDictObject`, in Include/cpython/dictobject.h; the same in 3.11 to 3.15."""
_TYPE, _TYPE_NAME = 8, 24
_FLOAT, _INT_SIZE, _DIGITS = 16, 16, 24
_LIST_SIZE, _LIST_ITEMS = 16, 24
_MOST_DIGITS, _MOST_TEXT = 4, 200
_TRIES = 4
"""Readings of a table that is made anew each time; the next growth takes as long as all the filling before it."""
_TOGETHER = 1 << 14
"""Words that are read at once, in the order of their addresses, so that they lie in few pages."""


class ObjectReads:
    """Objects of one graph, by their addresses. What cannot be read is 0, None or empty."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is read yet."""
        self.graph, self.kinds = graph, graph.kinds
        self.memory = graph.view.source.memory
        self.values_inside = any(one.flags & INLINE_VALUES for one in self.kinds.types)
        """Whether values of attributes stand behind the object, as since 3.13."""
        self.tuple_items = next((one.basic_size for one in self.kinds.types if one.name == "tuple"), 24)
        """Where in a tuple its items begin, in bytes: since 3.14 its hash stands before them."""
        self._names: dict[int, str] = {}

    def word(self, address: int) -> int:
        """The word at an address, 0 where there is none."""
        return read_word(self.memory, address)

    def text(self, address: int) -> str | None:
        """The first 200 characters of a str, None where it is none."""
        return read_text(self.memory, address, self.kinds.old, _MOST_TEXT) if address > 0 else None

    def number(self, address: int) -> float | None:
        """The value of an int or float, None where it is neither, or above 2**120."""
        name = self.type_name(address)
        raw = bytes(self.memory.span(address + _FLOAT, 8)) if name in ("int", "bool", "float") else b""
        if len(raw) < 8:
            return None
        if name == "float":
            value: float = struct.unpack("<d", raw)[0]
            return value
        return self._integer(address, struct.unpack("<q", raw)[0])

    def _integer(self, address: int, size: int) -> int | None:
        """As `values._read_int`: a signed number of digits until 3.11, since then that number above three bits."""
        digits = abs(size) if self.kinds.old else size >> 3
        negative = size < 0 if self.kinds.old else size & 3 == 2
        raw = bytes(self.memory.span(address + _DIGITS, digits * 4)) if 0 <= digits <= _MOST_DIGITS else b"?"
        if len(raw) != digits * 4:
            return None
        value: int = sum(digit << 30 * place for place, digit in enumerate(struct.unpack(f"<{digits}I", raw)))
        return -value if negative else value

    def type_name(self, address: int) -> str:
        """The name of an object's type, as the type has it; "" where it is none."""
        return self.name_of(self.word(address + _TYPE)) if address > 0 else ""

    def name_of(self, type_address: int) -> str:
        """The name of the type at an address, known or not."""
        if type_address not in self._names:
            known = self.kinds.number_at.get(type_address)
            name = self.kinds.types[known].name if known is not None else self._read_name(type_address)
            self._names[type_address] = name
        return self._names[type_address]

    def _read_name(self, type_address: int) -> str:
        raw = bytes(self.memory.span(self.word(type_address + _TYPE_NAME), 128)) if type_address else b""
        return raw.partition(b"\0")[0].decode(errors="replace")

    def type_of(self, address: int) -> Type | None:
        """The type of an object, None where it is not known."""
        number = self.kinds.number_at.get(self.word(address + _TYPE))
        return None if number is None else self.kinds.types[number]

    def attributes_in(self, dict_address: int) -> dict[str, int]:
        """The entries of a dict whose keys are str."""
        return self.by_name(self.entries(dict_address, 1 << 12))

    def by_name(self, entries: Addresses) -> dict[str, int]:
        """The values of entries, shape (n, 2), by their keys, those that are str."""
        names = read_texts(self.memory, entries[:, 0], self.kinds.old, _MOST_TEXT)
        pairs = zip(names, entries[:, 1].tolist(), strict=True)
        return {name: value for name, value in pairs if name is not None}

    def entries(self, dict_address: int, most: int = 1 << 30) -> Addresses:
        """Key and value of each entry of a dict, shape (n, 2), in order."""
        values = self.word(dict_address + DICT_VALUES)
        if values:
            return self.split_entries(self.word(dict_address + KEYS), values + 8 * self.values_inside)
        found = self._behind(dict_address + KEYS, lambda keys: read_entries(self.memory, keys, most))
        whole: Addresses = found[found[:, 1] != 0]
        return whole

    def split_entries(self, keys: int, values: int) -> Addresses:
        """The same of a table of shared keys, and values that stand apart."""
        found = read_entries(self.memory, keys, 1 << 8)
        apart = words(self.memory.span(values, 8 * len(found)))
        found = np.stack([found[: len(apart), 0], apart], axis=1)
        whole: Addresses = found[found[:, 1] != 0]
        return whole

    def items(self, list_address: int) -> Addresses:
        """The items of a list."""
        size = 8 * self.word(list_address + _LIST_SIZE)
        return self._behind(list_address + _LIST_ITEMS, lambda items: words(self.memory.span(items, size)))

    def _behind(self, pointer: int, read: Callable[[int], Addresses]) -> Addresses:
        """What is read of the table that a pointer leads to; read again where the pointer leads elsewhere by then: a
        table that grows is made anew, and the old one is freed under the reading."""
        table = self.word(pointer)
        for _ in range(_TRIES):
            found, before = read(table), table
            table = self.word(pointer)
            if table == before:
                break
        return found

    def count(self, dict_address: int) -> int:
        """How many entries a dict has."""
        return self.word(dict_address + DICT_USED)

    def references(self, objects: Addresses) -> NDArray[np.int64]:
        """The reference counts of objects."""
        return plain_counts(self.pointers(objects, 0), self.graph.traversal).astype(np.int64)

    def pointers(self, objects: Addresses, offset: int) -> Addresses:
        """The word at an offset of each of some objects, 0 where it cannot be read."""
        return self.rows(objects + np.uint64(offset), 1)[:, 0]

    def rows(self, places: Addresses, count: int) -> Addresses:
        """So many words from each place on, shape (n, count), 0 where they cannot be read."""
        found = np.zeros((len(places), count), np.uint64)
        order = np.flatnonzero(places & np.uint64(7) == 0)
        if (places[1:] < places[:-1]).any():
            order = order[np.argsort(places[order])]
        for some in (order[first : first + _TOGETHER] for first in range(0, len(order), _TOGETHER)):
            found[some] = gather_words(self.memory, places[some], count)
        return found
