"""What a function is called, and where it is written.

Layouts of CPython 3.11 to 3.15: `PyFunctionObject` in Include/cpython/funcobject.h, `PyCodeObject` in
Include/cpython/code.h.
"""

import struct
from dataclasses import dataclass

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.objects.code_layout import (
    CODE_FILE,
    CODE_LOCAL_NAMES,
    FUNCTION_CODE,
    FUNCTION_QUALNAME,
    first_line,
)

_CLOSURE, _MODULE = 72, 104
_FREE_OLD, _FREE = 92, 88
"""`co_nfreevars`, the number of variables of enclosing functions: in 3.11, and since."""
_SIZE, _CELL = 16, 16


@dataclass(frozen=True, slots=True)
class Place:
    """A line of source: the first one of a function, its decorators included."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """Reads functions of Python; what is none has neither name nor place."""

    objects: HeapObjects

    def is_function(self, address: int) -> bool:
        """Whether it is a function that is written in Python."""
        return self.objects.type_name(address) == "function"

    def name(self, address: int) -> str | None:
        """`module.Class.method`."""
        if not self.is_function(address):
            return None
        parts = (self.objects.text(self.objects.word(address + at)) for at in (_MODULE, FUNCTION_QUALNAME))
        return ".".join(part for part in parts if part) or None

    def place(self, address: int) -> Place | None:
        """Where it is written."""
        if not self.is_function(address):
            return None
        code = self.objects.word(address + FUNCTION_CODE)
        path = self.objects.text(self.objects.word(code + CODE_FILE))
        name = self.objects.text(self.objects.word(address + FUNCTION_QUALNAME))
        line = self._int32(code + first_line(self.objects.kinds.old))
        return Place(path, line, name) if path and name and line > 0 else None

    def first_parameter(self, address: int) -> str | None:
        """The name of the first one, None where it has no local variable at all."""
        names = self._local_names(address)
        return self.objects.text(names[0]) if names else None

    def enclosed(self, address: int) -> dict[str, int]:
        """The variables of enclosing functions that a function uses: what each one's cell holds."""
        cells = self.items(self.objects.word(address + _CLOSURE))
        code = self.objects.word(address + FUNCTION_CODE)
        count = self._int32(code + (_FREE_OLD if self.objects.kinds.old else _FREE))
        if not cells or count != len(cells):
            return {}
        names = [self.objects.text(name) or "" for name in self._local_names(address)[-count:]]
        return {name: self.objects.word(cell + _CELL) for name, cell in zip(names, cells, strict=False)}

    def _local_names(self, address: int) -> list[int]:
        return self.items(self.objects.word(self.objects.word(address + FUNCTION_CODE) + CODE_LOCAL_NAMES))

    def items(self, address: int) -> list[int]:
        """The items of a tuple; none where it is no tuple."""
        if self.objects.type_name(address) != "tuple":
            return []
        size = self.objects.word(address + _SIZE)
        raw = bytes(self.objects.memory.span(address + self.objects.tuple_items, 8 * min(size, 1 << 10)))
        return [int(word) for (word,) in struct.iter_unpack("<Q", raw)]

    def _int32(self, address: int) -> int:
        raw = bytes(self.objects.memory.span(address, 4))
        return int(struct.unpack("<i", raw)[0]) if len(raw) == 4 else 0
