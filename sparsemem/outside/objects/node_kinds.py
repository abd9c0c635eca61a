"""What the walk has to know of a node's type: where its object begins, whether it can hold anything, and how.

Layouts of CPython 3.11 to 3.13: `PyTypeObject` in Include/cpython/object.h, `PyWeakReference` in weakrefobject.h.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.type_table import Type, has_old_layout
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN

NO_OBJECT = 0xFFFF
"""The kind of a block that is no object, whatever else it may be."""
TABLE = 0xFFFE
"""The kind of a block that is the keys of a dict."""
_LARGEST = 0xFFF0
_ITEM_SIZE, _BASE = 40, 256
"""`tp_itemsize` and `tp_base` in `PyTypeObject`."""
_INLINE_VALUES = 1 << 2
"""`Py_TPFLAGS_INLINE_VALUES`, since 3.13: the values of attributes stand behind the object."""
_DEPTH = 8
_LIST, _TUPLE, _DICT, _TYPE = 1 << 25, 1 << 26, 1 << 29, 1 << 31
"""`Py_TPFLAGS_LIST_SUBCLASS` and so on, of Include/object.h."""
_HEAP_TYPE = 1 << 9
_SETS = ("set", "frozenset", "collections.deque")
_LEAVES = ("str", "bytes", "int", "float", "bool", "complex")
_CODE = {
    "builtin_function_or_method",
    "classmethod",
    "classmethod_descriptor",
    "code",
    "function",
    "getset_descriptor",
    "member_descriptor",
    "method_descriptor",
    "module",
    "property",
    "staticmethod",
    "wrapper_descriptor",
}


class Role(IntEnum):
    """What the references of a node mean."""

    PLAIN = 0
    INSTANCE = 1
    """An object of a class that is written in Python: its containers are known by their attributes."""
    VALUES = 2
    """The values of such an object's attributes, where they have a block of their own."""
    DICT = 3
    """The `__dict__` of such an object."""
    KEYS = 4
    """The table of that."""
    FUNCTION = 5
    WEAK = 6
    """A weak reference: it holds nothing but its callback."""
    MODULE = 7
    CLASS = 8
    LIST = 9
    TUPLE = 10
    ITEMS = 11
    """The items of a list, so many as `Kinds.extent` tells; what comes behind them is stale."""


class Kinds:
    """The types by number, and after them kinds that the walk makes up: the `__dict__` of an `Order`, its values."""

    def __init__(self, memory: Memory, types: Sequence[Type], debug_bytes: int = 0) -> None:
        self.types = types
        """By number, as in `TypeTable`; those beyond 65,519 count as no objects."""
        self.debug_bytes = debug_bytes
        self.old = has_old_layout(types)
        self.before = np.full(1 << 16, -1, np.int16)
        """Where in its block the object begins, in bytes; -1 where there is none, and any place will do."""
        self.role = np.zeros(1 << 16, np.uint8)
        self.extent = np.full(1 << 16, -1, np.int32)
        """The size of the object, or of what is in use of the block, in bytes; -1 where the kind does not tell.
        Of code and classes that of the fixed part: instructions with their caches, and members of slots follow."""
        self.type = np.full(1 << 16, UNKNOWN, np.int64)
        """The type's number, or what `find_types` says of a block that is no object."""
        self.owner = np.full(1 << 16, UNKNOWN, np.int64)
        """The number of the class to whose instances it belongs, or which it is an instance of."""
        self.is_leaf = np.zeros(1 << 16, np.bool_)
        self.is_container = np.zeros(1 << 16, np.bool_)
        self.is_dict = np.zeros(1 << 16, np.bool_)
        self.is_code = np.zeros(1 << 16, np.bool_)
        self.is_code_object = np.zeros(1 << 16, np.bool_)
        self.values_at = np.full(1 << 16, -1, np.int16)
        """Where in the object the values of its attributes stand, since 3.13; -1 where nowhere."""
        self._made: dict[tuple[int, int], int] = {}
        known = list(types[:_LARGEST])
        self.type[TABLE] = KEYS
        self._item_sizes = _read_words(memory, known, _ITEM_SIZE)
        self.bases = _read_bases(memory, known)
        """The types that each type comes from, itself first, by address."""
        for number, one in enumerate(known):
            self._describe(number, one)
        self._next = len(known)

    def _describe(self, number: int, one: Type) -> None:
        self.before[number] = one.before + self.debug_bytes
        self.type[number] = self.owner[number] = number
        names = {self.name_at(base) for base in self.bases[number]}
        self.is_leaf[number] = one.name in _LEAVES
        self.is_container[number] = bool(one.flags & (_LIST | _TUPLE | _DICT)) or one.name in _SETS
        holds_none_in_items = self._item_sizes[number] == 0 or one.name == "code" or one.flags & _TYPE
        if holds_none_in_items and not one.flags & _INLINE_VALUES:
            self.extent[number] = one.basic_size
        if one.flags & _INLINE_VALUES:
            self.values_at[number] = one.basic_size
        self.is_dict[number], self.is_code_object[number] = one.name == "dict", one.name == "code"
        self.role[number] = self._role(one, names)
        self.is_code[number] = one.name in _CODE or self.role[number] in (Role.MODULE, Role.CLASS)

    def _role(self, one: Type, names: set[str]) -> Role:
        if one.flags & _TYPE:
            return Role.CLASS
        if "module" in names:
            return Role.MODULE
        if any(name.startswith("weak") for name in names):
            return Role.WEAK
        if one.name == "function":
            return Role.FUNCTION
        if one.flags & (_LIST | _TUPLE):
            return Role.LIST if one.flags & _LIST else Role.TUPLE
        written = bool(one.flags & _HEAP_TYPE) and "." not in one.name
        return Role.INSTANCE if written and not one.flags & _DICT else Role.PLAIN

    def name_at(self, address: int) -> str:
        """The name of the type at an address, "" where it is none that is known."""
        number = self.number_at.get(address, -1)
        return self.types[number].name if number >= 0 else ""

    @property
    def number_at(self) -> dict[int, int]:
        """The number of each type, by its address."""
        if not hasattr(self, "_number_at"):
            self._number_at = {one.address: number for number, one in enumerate(self.types[:_LARGEST])}
        return self._number_at

    @staticmethod
    def of(numbers: NDArray[np.int64]) -> NDArray[np.uint16]:
        """The kinds of blocks, by the numbers that `find_types` gives them."""
        kinds: NDArray[np.uint16] = np.where((numbers < 0) | (numbers >= _LARGEST), NO_OBJECT, numbers).astype(
            np.uint16
        )
        kinds[numbers == KEYS] = TABLE
        return kinds

    def belonging(self, role: Role, number: int) -> int:
        """The kind of what belongs to the instances of a class, or of so many items; `NO_OBJECT` where there are too
        many kinds."""
        found = self._made.get((role, number))
        if found is None:
            found = self._make(role, number) if self._next < _LARGEST else NO_OBJECT
            self._made[role, number] = found
        return found

    def _make(self, role: Role, number: int) -> int:
        kind, self._next = self._next, self._next + 1
        self.role[kind] = role
        if role == Role.ITEMS:
            self.extent[kind] = number * 8
            return kind
        self.owner[kind] = number
        if role == Role.VALUES and (self.values_at >= 0).any():
            self.values_at[kind] = self.debug_bytes
        if role == Role.DICT:
            self.is_container[kind] = True
            self.before[kind] = 16 + self.debug_bytes
            self.type[kind] = next((n for n, one in enumerate(self.types) if one.name == "dict"), UNKNOWN)
        return kind


def _read_words(memory: Memory, types: list[Type], offset: int) -> list[int]:
    places = np.array([one.address + offset for one in types], np.uint64)
    found: list[int] = words(memory.gather(places, 8)[0])[:, 0].tolist()
    return found


def _read_bases(memory: Memory, types: list[Type]) -> list[list[int]]:
    """The chain of `tp_base` of each type, as far as eight."""
    at = np.array([one.address for one in types], np.uint64)
    chains, columns = [], []
    for _ in range(_DEPTH):
        columns.append(at)
        at = words(memory.gather(at + np.uint64(_BASE), 8)[0])[:, 0]
    for row in zip(*(column.tolist() for column in columns), strict=True):
        chains.append([address for address in row if address])
    return chains
