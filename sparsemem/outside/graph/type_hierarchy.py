"""The types of a process with those above them, and whose `tp_traverse` each of them has.

A class that is written in Python has `subtype_traverse` (Objects/typeobject.c), which visits what the nearest type
above it with another function visits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.class_slots import TYPE_BASE
from sparsemem.outside.objects.known_types import KNOWN, LEAVES, UNCOLLECTED, Rule, Visits
from sparsemem.outside.objects.type_flags import HAVE_GC, HEAP_TYPE
from sparsemem.outside.objects.type_table import Type, read_types

_ITEM_SIZE, _TRAVERSE, _WEAK_LIST, _DICT_OFFSET = 40, 184, 208, 288
"""`tp_itemsize`, `tp_traverse`, `tp_weaklistoffset` and `tp_dictoffset` in `PyTypeObject`."""
_MOST_BASES = 1 << 16


@dataclass(frozen=True, slots=True)
class TypeHierarchy:
    """All types that are known, and above them those that nothing alive is an instance of."""

    types: Sequence[Type]
    number: dict[int, int]
    traverse: list[int]
    weak_list: list[int]
    dict_offset: list[int]
    base: list[int]
    item_size: list[int]
    subtype_traverse: int
    known: dict[int, str]
    """The name of the type that each function was written for."""
    compiled: Sequence[tuple[int, int]]
    """Where the code of modules lies that mypyc compiled."""

    def base_of(self, number: int) -> int:
        """The number of the type above, -1 where there is none."""
        return self.number.get(self.base[number], -1)

    def c_base(self, number: int) -> int:
        """The nearest type with a function of its own: itself, or one above."""
        for _ in range(_MOST_BASES):
            if number < 0 or self.traverse[number] != self.subtype_traverse:
                break
            number = self.base_of(number)
        return number

    def chain(self, number: int) -> list[int]:
        """The types from one to the last below its `c_base`; itself where it is that."""
        found, stop = [number], self.c_base(number)
        while found[-1] != stop and (above := self.base_of(found[-1])) >= 0 and above != stop:
            found.append(above)
        return found

    def visits(self, number: int) -> Visits:
        """What the function of a type visits."""
        one = self.types[number]
        if one.name in LEAVES or one.name == "object":
            return KNOWN["object"]
        if not one.flags & HAVE_GC:
            return UNCOLLECTED.get(one.name, Visits(Rule.UNKNOWN))
        traverse = self.traverse[number]
        if any(start <= traverse < end for start, end in self.compiled):
            return Visits()  # they hold all their attributes, and visit each (mypyc/codegen/emitclass.py)
        name = one.name if one.name in KNOWN else self.known.get(self.traverse[number], "")
        return KNOWN.get(name, Visits(Rule.UNKNOWN))


def read_hierarchy(memory: Memory, types: Sequence[Type], compiled: Sequence[tuple[int, int]]) -> TypeHierarchy:
    every, seen = list(types), {one.address for one in types}
    fresh = [one.address for one in every]
    while fresh:
        above = words(memory.gather(np.array(fresh, np.uint64) + np.uint64(TYPE_BASE), 8)[0])[:, 0]
        new = sorted(set(above.tolist()) - seen - {0})
        found = [one for _, one in read_types(memory, np.array(new, np.uint64))] if new else []
        seen.update(new)
        every += found
        fresh = [one.address for one in found]
    at = np.array([one.address for one in every], np.uint64)
    traverse, weak, dicts, base, item = (
        words(memory.gather(at + np.uint64(offset), 8)[0])[:, 0].view(np.int64).tolist()
        for offset in (_TRAVERSE, _WEAK_LIST, _DICT_OFFSET, TYPE_BASE, _ITEM_SIZE)
    )
    subtype = _subtype_traverse(every, traverse)
    known = {traverse[at]: one.name for at, one in enumerate(every) if one.name in KNOWN and traverse[at] != subtype}
    number = {one.address: at for at, one in enumerate(every)}
    return TypeHierarchy(every, number, traverse, weak, dicts, base, item, subtype, known, compiled)


def _subtype_traverse(types: Sequence[Type], traverse: list[int]) -> int:
    """The function that most classes without a dot in their name have: those that are written in Python."""
    written = [at for one, at in zip(types, traverse, strict=True) if one.flags & HEAP_TYPE and "." not in one.name]
    return max(set(written), key=written.count) if written else 0
