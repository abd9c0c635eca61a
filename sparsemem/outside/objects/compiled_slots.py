"""The attributes of a class that mypyc compiled: which stands at which offset of its instances.

Such a class has no members that tell their offsets: each attribute has a function of its own that reads it
(`generate_getter` in mypyc/codegen/emitclass.py), and the names are in the tuple `__mypyc_attrs__` of the class. The
offset is in the first instruction of that function, which moves the word of the object, its first argument, into a
register. Read in the code of x86-64; elsewhere, and where a function begins in another way, nothing is said.
Layouts of CPython 3.11 to 3.15: `PyGetSetDescrObject` in Include/cpython/descrobject.h, `PyGetSetDef` in
Include/descrobject.h.
"""

import re
from collections.abc import Callable, Iterable

from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.object_values import read_text

ATTRIBUTES = "__mypyc_attrs__"
GETSET = "getset_descriptor"
_DEFINITION, _GETTER = 40, 8
"""`d_getset` of the descriptor, and `get` of what it leads to."""
_TUPLE_SIZE, _TUPLE_ITEMS, _MOST = 16, 24, 1000
"""Since 3.14 a tuple's hash stands before its items, which is no str."""
_LONGEST_NAME = 200
_READS_A_WORD = re.compile(rb"(?:\xf3\x0f\x1e\xfa)?\x53?\x48\x8b(?:[\x47]([\x10-\x7f])|[\x87](.{4}))", re.DOTALL)
"""`endbr64` and `push %rbx`, where they are, and `mov offset(%rdi),%rax` with an offset of one byte or four."""
_CODE = 16


def read_compiled_slots(
    memory: Memory, attributes: int, getters: Iterable[tuple[str, int]], type_name: Callable[[int], str], old: bool
) -> dict[int, str]:
    """Attribute by offset, in bytes from where an instance begins.

    `attributes` is the address of the tuple of names, and `getters` has the descriptors of the class by their names.
    """
    names = set(_texts(memory, attributes, type_name, old))
    found = {}
    for name, descriptor in getters:
        code = read_word(memory, read_word(memory, descriptor + _DEFINITION) + _GETTER) if name in names else 0
        read = _READS_A_WORD.match(bytes(memory.span(code, _CODE))) if code else None
        if read is not None:
            found[int.from_bytes(read[1] or read[2], "little")] = name
    return found


def _texts(memory: Memory, address: int, type_name: Callable[[int], str], old: bool) -> Iterable[str]:
    size = min(read_word(memory, address + _TUPLE_SIZE), _MOST)
    for item in words(memory.span(address + _TUPLE_ITEMS, (size + 1) * 8)).tolist():
        if item and item & 7 == 0 and type_name(read_word(memory, item + 8)) == "str":
            yield read_text(memory, item, old, _LONGEST_NAME) or ""
