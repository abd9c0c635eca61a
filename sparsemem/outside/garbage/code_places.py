"""Where the code is written that made some objects of a cycle: a class, a function, a suspended call."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.model import Location
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.objects.code_layout import CODE_FILE, CODE_QUALNAME, FUNCTION_CODE, first_line
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.objects.type_flags import HEAP_TYPE, TYPE

_FUNCTION_OF_METHOD = 16
_CLASS_DICT = 264
"""`tp_dict`."""
_MOST_LETTERS = 1024
_SUSPENDED = ("generator", "coroutine", "async_generator")


@dataclass(frozen=True, slots=True)
class CodePlaces:
    """Finds the places in one graph."""

    graph: Graph

    def find(self, node: int) -> Location | None:
        """The first line of the code that an object belongs to: of its class the first that is written there."""
        address = int(self.graph.objects(np.array([node], np.int32))[0])
        known = self.graph.kinds.types[int(self.graph.kind[node])]
        name, layout = known.name, self.graph.traversal.layout
        if name == "method":
            address, name = self._word(address + _FUNCTION_OF_METHOD), "function"
        if name == "function":
            return self._code(self._word(address + FUNCTION_CODE))
        if name == "frame" or name in _SUSPENDED:
            frame = layout.frame_frame if name == "frame" else layout.generator_frame
            return self._code(self._word(address + (frame + layout.code) * 8) & ~7)
        if known.flags & TYPE:
            return self._class(address)
        return self._class(known.address) if known.flags & HEAP_TYPE else None

    def _class(self, address: int) -> Location | None:
        """The first line of the methods that are written in a class, with what these begin with as its name."""
        found = sorted(self._methods(address), key=lambda one: one.line)
        if not found:
            return None
        owner = (found[0].function or "").rpartition(".")[0]
        return Location(found[0].path, found[0].line, owner or None)

    def _methods(self, address: int) -> Iterator[Location]:
        memory = self.graph.view.source.memory
        entries = read_entries(memory, self._word(self._word(address + _CLASS_DICT) + KEYS))
        for value in entries[:, 1].tolist():
            if value and self.graph.kinds.name_at(self._word(value + 8)) == "function":
                place = self._code(self._word(value + FUNCTION_CODE))
                if place is not None and "." in (place.function or ""):
                    yield place

    def _code(self, code: int) -> Location | None:
        """The place of a code object; None where it comes from no file."""
        path, name = self._text(code + CODE_FILE), self._text(code + CODE_QUALNAME)
        raw = bytes(self.graph.view.source.memory.span(code + first_line(self._old), 4))
        line = struct.unpack("<i", raw)[0] if len(raw) == 4 else 0
        return Location(path, line, name) if path and not path.startswith("<") and line > 0 else None

    @property
    def _old(self) -> bool:
        return self.graph.traversal.layout.version == "3.11"

    def _word(self, address: int) -> int:
        return read_word(self.graph.view.source.memory, address)

    def _text(self, place: int) -> str | None:
        return read_text(self.graph.view.source.memory, self._word(place), self.graph.kinds.old, _MOST_LETTERS)
