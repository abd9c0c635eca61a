"""The types of a process's objects, found from outside: a pointer is one if its own type leads to `type`.

Layout: `PyTypeObject` of CPython's Include/cpython/object.h, the same in 3.10 to 3.15 as far as it is read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.objects.type_flags import HAVE_GC, MANAGED_DICT, MANAGED_WEAKREF, READY

_SIZE = 176
_NAME, _BASIC_SIZE, _FLAGS = 24 // 8, 32 // 8, 168 // 8
_METACLASSES = 4
_NAME_SIZE = 128
_OLD_STR_SIZE = 80
"""`tp_basicsize` of str until 3.11, where its parts had more pointers, and an int its sign elsewhere."""
_REMEMBERED = 1 << 20
"""Pointers that turned out to be no types; more than these are looked up again."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the process: `name` is as the type has it, with the module where the type is written in C."""

    address: int
    name: str
    basic_size: int
    """`tp_basicsize`, in bytes."""
    flags: int
    """`tp_flags`."""
    before: int
    """Bytes before each object in its block: for the collector, and for a dict or weak references on top of it."""


def has_old_layout(types: Iterable[Type]) -> bool:
    """Whether the types are of CPython 3.11 or before."""
    return any(known.name == "str" and known.basic_size == _OLD_STR_SIZE for known in types)


class TypeTable:
    """The types that were seen so far; each is numbered in the order in which it was found."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.types: list[Type] = []
        self._known = np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.int64)

    def numbers(self, pointers: Addresses) -> NDArray[np.int64]:
        """The number of the type that each pointer leads to, -1 where it leads to none."""
        found = self._find(pointers)
        unknown = np.unique(pointers[found == _UNSEEN])
        if len(unknown):
            self._learn(unknown)
            found = self._find(pointers)
        return np.maximum(found, -1)

    def _find(self, pointers: Addresses) -> NDArray[np.int64]:
        if not len(self._known):
            return np.full(len(pointers), _UNSEEN)
        place = np.minimum(np.searchsorted(self._known, pointers), len(self._known) - 1)
        return np.where(self._known[place] == pointers, self._numbers[place], _UNSEEN)

    def _learn(self, pointers: Addresses) -> None:
        numbers = np.full(len(pointers), -1)
        for at, found in read_types(self._memory, pointers):
            numbers[at] = len(self.types)
            self.types.append(found)
        if len(self._known) > _REMEMBERED:
            kept = self._numbers >= 0
            self._known, self._numbers = self._known[kept], self._numbers[kept]
        known = np.concatenate([self._known, pointers])
        order = np.argsort(known)
        self._known, self._numbers = known[order], np.concatenate([self._numbers, numbers])[order]


_UNSEEN = -2


def read_types(memory: Memory, pointers: Addresses) -> list[tuple[int, Type]]:
    """The positions of the pointers that lead to types, and those types."""
    places = np.flatnonzero((pointers % np.uint64(8) == 0) & (pointers >= 4096) & (pointers < np.uint64(1 << 47)))
    heads = words(memory.gather(pointers[places], _SIZE)[0])
    good = (heads[:, _FLAGS] & np.uint64(READY) != 0) & (heads[:, _BASIC_SIZE] - np.uint64(1) < np.uint64(1 << 20))
    places, heads = places[good], heads[good]
    leads = _leads_to_type(memory, pointers[places], heads[:, 1])
    places, heads = places[leads], heads[leads]
    raw = memory.gather(heads[:, _NAME], _NAME_SIZE)[0]
    found = []
    for place, head, text in zip(places.tolist(), heads, raw, strict=True):
        name = _readable(bytes(text))
        if name is not None:
            size, flags = int(head[_BASIC_SIZE]), int(head[_FLAGS])
            found.append((place, Type(int(pointers[place]), name, size, flags, _before(flags))))
    return found


def _leads_to_type(memory: Memory, pointers: Addresses, classes: Addresses) -> Flags:
    """Whether the type of the type, and so on, is `type`: the one that is its own type."""
    done: Flags = pointers == classes
    for _ in range(_METACLASSES):
        above = words(memory.gather(classes + np.uint64(8), 8)[0])[:, 0]
        done |= (above == classes) & (above != 0)
        classes = above
    return done


def _readable(text: bytes) -> str | None:
    head, end, _ = text.partition(b"\0")
    try:
        name = head.decode()
    except UnicodeDecodeError:
        return None
    return name if end and name and name.isprintable() and " " not in name else None


def _before(flags: int) -> int:
    """`PyGC_Head` is 16 bytes; the dict and weak references that the interpreter manages, since 3.11, 16 more."""
    if not flags & HAVE_GC:
        return 0
    return 32 if flags & (MANAGED_DICT | MANAGED_WEAKREF) else 16
