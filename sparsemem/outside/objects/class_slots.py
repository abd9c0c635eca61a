"""The slots of a class: which attribute stands at which offset of its instances.

A class has a descriptor for each of its `__slots__` in its dict; one that was compiled has functions that read its
attributes (`compiled_slots`). Layouts of CPython 3.11 to 3.15: `PyTypeObject` in
Include/cpython/object.h, `PyMemberDescrObject` in descrobject.h, `PyMemberDef` in Include/descrobject.h.
"""

from collections.abc import Callable

from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.objects.compiled_slots import ATTRIBUTES, GETSET, read_compiled_slots
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.object_values import read_text

TYPE_NAME, TYPE_BASE, TYPE_DICT = 24, 256, 264
"""`tp_name`, `tp_base` and `tp_dict`, in bytes."""
DESCRIPTOR = "member_descriptor"
_MEMBER, _MEMBER_OFFSET = 40, 16
"""`d_member` of the descriptor, and `offset` of what it leads to."""
_LONGEST_NAME = 200


def read_slots(memory: Memory, class_address: int, type_name: Callable[[int], str], old: bool) -> dict[int, str]:
    """The class's own slots: attribute by offset, in bytes from where an instance begins.

    `type_name` gives the name of the type at an address; `old` is CPython 3.11 and before.
    """
    keys = read_word(memory, read_word(memory, class_address + TYPE_DICT) + KEYS)
    found, compiled, getters = {}, 0, []
    for key, value in read_entries(memory, keys).tolist():
        kind, name = type_name(read_word(memory, value + 8)), read_text(memory, key, old, _LONGEST_NAME) or ""
        if kind == DESCRIPTOR:
            found[read_word(memory, read_word(memory, value + _MEMBER) + _MEMBER_OFFSET)] = name
        elif kind == GETSET:
            getters.append((name, value))
        elif name == ATTRIBUTES:
            compiled = value
    return found | read_compiled_slots(memory, compiled, getters, type_name, old) if compiled else found
