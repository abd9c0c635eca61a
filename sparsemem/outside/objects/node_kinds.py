"""What the walk has to know of a node's type: where its object begins, whether it can hold anything, and how.

Layouts of CPython 3.11 to 3.13: `PyTypeObject` in Include/cpython/object.h, `PyWeakReference` in weakrefobject.h.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.class_slots import TYPE_BASE
from sparsemem.outside.objects.type_flags import DICT, HEAP_TYPE, LIST, TUPLE, TYPE
from sparsemem.outside.objects.type_table import Type, has_old_layout
from sparsemem.outside.objects.typed_blocks import KEYS, UNKNOWN

NO_OBJECT = 0xFFFF
"""The kind of a block that is no object, whatever else it may be."""
TABLE = 0xFFFE
"""The kind of a block that is the keys of a dict."""
MOST_KINDS = 0xFFF0
"""Types that are told apart."""
_DEPTH = 8
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
    FUNCTION = 2
    MODULE = 3
    CLASS = 4


class Kinds:
    """The types by number: the kind of an object is the number of its type."""

    def __init__(self, memory: Memory, types: Sequence[Type], debug_bytes: int = 0) -> None:
        self.types = types
        """By number, as in `TypeTable`; those beyond 65,519 count as no objects."""
        self.debug_bytes = debug_bytes
        self.old = has_old_layout(types)
        self.before = np.full(1 << 16, -1, np.int16)
        """Where in its block the object begins, in bytes; -1 where there is none, and any place will do."""
        self.role = np.zeros(1 << 16, np.uint8)
        self.type = np.full(1 << 16, UNKNOWN, np.int64)
        """The type's number, or what `find_types` says of a block that is no object."""
        self.is_leaf = np.zeros(1 << 16, np.bool_)
        self.is_container = np.zeros(1 << 16, np.bool_)
        self.is_dict = np.zeros(1 << 16, np.bool_)
        self.is_code = np.zeros(1 << 16, np.bool_)
        self.is_code_object = np.zeros(1 << 16, np.bool_)
        known = list(types[:MOST_KINDS])
        self.type[TABLE] = KEYS
        self.number_at = {one.address: number for number, one in enumerate(known)}
        """The number of each type, by its address."""
        self.bases = _read_bases(memory, known)
        """The types that each type comes from, itself first, by address."""
        for number, one in enumerate(known):
            self._describe(number, one)

    def _describe(self, number: int, one: Type) -> None:
        self.before[number] = one.before + self.debug_bytes
        self.type[number] = number
        names = {self.name_at(base) for base in self.bases[number]}
        self.is_leaf[number] = one.name in _LEAVES
        self.is_container[number] = bool(one.flags & (LIST | TUPLE | DICT)) or one.name in _SETS
        self.is_dict[number], self.is_code_object[number] = one.name == "dict", one.name == "code"
        self.role[number] = self._role(one, names)
        self.is_code[number] = one.name in _CODE or self.role[number] in (Role.MODULE, Role.CLASS)

    def _role(self, one: Type, names: set[str]) -> Role:
        if one.flags & TYPE:
            return Role.CLASS
        if "module" in names:
            return Role.MODULE
        if one.name == "function":
            return Role.FUNCTION
        written = bool(one.flags & HEAP_TYPE) and "." not in one.name
        return Role.INSTANCE if written and not one.flags & (LIST | TUPLE | DICT) else Role.PLAIN

    def name_at(self, address: int) -> str:
        """The name of the type at an address, "" where it is none that is known."""
        number = self.number_at.get(address, -1)
        return self.types[number].name if number >= 0 else ""

    @staticmethod
    def of(numbers: NDArray[np.int64]) -> NDArray[np.uint16]:
        """The kinds of blocks, by the numbers that `find_types` gives them."""
        kinds: NDArray[np.uint16] = np.where((numbers < 0) | (numbers >= MOST_KINDS), NO_OBJECT, numbers).astype(
            np.uint16
        )
        kinds[numbers == KEYS] = TABLE
        return kinds


def _read_bases(memory: Memory, types: list[Type]) -> list[list[int]]:
    """The chain of `tp_base` of each type, as far as eight."""
    at = np.array([one.address for one in types], np.uint64)
    chains, columns = [], []
    for _ in range(_DEPTH):
        columns.append(at)
        at = words(memory.gather(at + np.uint64(TYPE_BASE), 8)[0])[:, 0]
    for row in zip(*(column.tolist() for column in columns), strict=True):
        chains.append([address for address in row if address])
    return chains
