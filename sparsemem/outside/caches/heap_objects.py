"""What a reader of caches asks of a heap: the objects of a type, and what one object is."""

import struct
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_counts import plain_counts
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.own_memory import positions_of
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text, read_texts
from sparsemem.outside.objects.type_flags import HEAP_TYPE, INLINE_VALUES
from sparsemem.outside.objects.type_table import Type
from sparsemem.outside.pymalloc.block_numbers import Numbers

DICT_USED, DICT_VALUES = 16, 40
"""`ma_used` and `ma_values` of `PyDictObject`, in Include/cpython/dictobject.h; the same in 3.11 to 3.15."""
_TYPE, _TYPE_NAME = 8, 24
_FLOAT, _INT_SIZE, _DIGITS = 16, 16, 24
_MODULE_DICT = 16
_LIST_SIZE, _LIST_ITEMS = 16, 24
_MOST_DIGITS, _MOST_TEXT = 4, 200
_TOGETHER = 1 << 14
"""Words that are read at once, in the order of their addresses, so that they lie in few pages."""


class HeapObjects:
    """The objects of one graph. Reading never changes anything, and what cannot be read is 0, None or empty."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is read yet."""
        self.graph, self.kinds = graph, graph.kinds
        self.memory = graph.view.source.memory
        self.values_inside = any(one.flags & INLINE_VALUES for one in self.kinds.types)
        """Whether values of attributes stand behind the object, as since 3.13."""
        self.tuple_items = next((one.basic_size for one in self.kinds.types if one.name == "tuple"), 24)
        """Where in a tuple its items begin, in bytes: since 3.14 its hash stands before them."""
        self._names: dict[int, str] = {}
        self._modules: dict[str, dict[str, int]] | None = None

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

    def types(self, fits: Callable[[Type, list[str]], bool]) -> list[int]:
        """The numbers of the types that fit, by the type and the names of those that it comes from, itself first."""
        chains = enumerate(zip(self.kinds.types, self.kinds.bases, strict=False))
        return [at for at, (one, bases) in chains if fits(one, [self.name_of(base) for base in bases])]

    def nodes(self, numbers: list[int]) -> Numbers:
        """The nodes that are objects of some types, in order."""
        return positions_of(self.graph.kind, numbers) if numbers else np.zeros(0, np.int32)

    def instances(self, numbers: list[int]) -> Addresses:
        """Where the objects of some types begin."""
        return self.graph.objects(self.nodes(numbers))

    def named(self, *names: str) -> Addresses:
        """Where the objects of the types with these names begin."""
        return self.instances(self.types(lambda one, _: one.name in names))

    def coming_from(self, *names: str) -> Addresses:
        """Where the objects begin whose class, written in Python, is one of these names or comes from one."""
        known = set(names)
        return self.instances(
            self.types(lambda one, bases: bool(one.flags & HEAP_TYPE) and not known.isdisjoint(bases))
        )

    def module(self, name: str) -> dict[str, int]:
        """What the names of a module are bound to; none where it is not imported."""
        if self._modules is None:
            self._modules = dict(self._read_modules())
        return self._modules.get(name, {})

    def _read_modules(self) -> Iterator[tuple[str, dict[str, int]]]:
        numbers = np.flatnonzero(self.kinds.role == Role.MODULE).tolist()
        for address in self.instances(numbers).tolist():
            entries = self.attributes_in(self.word(address + _MODULE_DICT))
            yield self.text(entries.get("__name__", 0)) or "", entries

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
        keys, values = self.word(dict_address + KEYS), self.word(dict_address + DICT_VALUES)
        if values:
            return self.split_entries(keys, values + 8 * self.values_inside)
        found = read_entries(self.memory, keys, most)
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
        return words(
            self.memory.span(self.word(list_address + _LIST_ITEMS), 8 * self.word(list_address + _LIST_SIZE))
        )

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
