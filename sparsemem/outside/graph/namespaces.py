"""The names of modules and classes, and what they are bound to.

Layouts of CPython 3.11 to 3.13: `PyModuleObject` in Include/internal/pycore_moduleobject.h, `PyTypeObject` in
Include/cpython/object.h.
"""

from dataclasses import dataclass, field

import numpy as np

from sparsemem.outside.graph.bindings import LIBRARIES, Bindings, Names
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import positions
from sparsemem.outside.objects.class_slots import TYPE_DICT
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text, read_texts

_MODULE_DICT, MODULE_NAME, _TYPE_NAME = 16, 48, 24
_MOST_OF_NAME, _PATH = 80, 200
_INSTALLED = ("/lib/python3", "/lib64/python3", "/site-packages/", "/dist-packages/", "<frozen ")
_WARNINGS = "__warningregistry__"
"""What a module has warned of, each text once: data of the program, although its name is of the interpreter's."""
_MOST = 100_000
"""Modules and classes that are looked at."""


@dataclass(slots=True)
class Namespaces:
    """What names are bound to; and the dicts that hold the names, through which no path leads."""

    bindings: Bindings = field(default_factory=Bindings)
    dicts: Bindings = field(default_factory=Bindings)


@dataclass(slots=True)
class _Reader:
    graph: Graph
    names: Names
    found: Namespaces = field(default_factory=Namespaces)
    code: dict[str, str] = field(default_factory=dict)
    """The owner of the functions and classes of each module, by its name."""

    def text(self, address: int, most: int = _MOST_OF_NAME) -> str | None:
        memory = self.graph.view.source.memory
        return read_text(memory, address, self.graph.kinds.old, most) if address else None

    def entries(self, table: int, owner: str) -> dict[str, int]:
        """The dict's entries with a str as key; the dict is noted as the owner's."""
        memory = self.graph.view.source.memory
        keys = read_word(memory, table + KEYS)
        for place in (table, keys):
            self.found.dicts.add(self.names.number(owner), place)
        entries = read_entries(memory, keys)
        entries = entries[entries[:, 1] != 0]
        texts = read_texts(memory, entries[:, 0], self.graph.kinds.old, _MOST_OF_NAME)
        return {text: value for text, value in zip(texts, entries[:, 1].tolist(), strict=True) if text is not None}

    def read_module(self, address: int) -> None:
        memory = self.graph.view.source.memory
        table = read_word(memory, address + _MODULE_DICT)
        entries = self.entries(table, LIBRARIES)
        name = self.text(entries.get("__name__", 0)) or self.text(read_word(memory, address + MODULE_NAME)) or "?"
        path = self.text(entries.get("__file__", 0), _PATH)
        own = name in ("__main__", "__mp_main__") or (
            path is not None and not any(part in path for part in _INSTALLED)
        )
        self.code[name] = f"code of {name}" if own else LIBRARIES
        self._bind(entries, name, self.code[name], False)

    def read_class(self, address: int) -> None:
        memory = self.graph.view.source.memory
        name = (
            bytes(memory.span(read_word(memory, address + _TYPE_NAME), 128))
            .partition(b"\0")[0]
            .decode(errors="replace")
        )
        entries = self.entries(read_word(memory, address + TYPE_DICT), LIBRARIES)
        module = self.text(entries.get("__module__", 0)) or ""
        self._bind(entries, name, self.code.get(module, LIBRARIES), True)

    def _bind(self, entries: dict[str, int], name: str, code: str, is_class: bool) -> None:
        """Data have a name of their own; functions, classes and the like are code."""
        kinds = self.graph.kinds
        nodes = self.graph.find(np.array(list(entries.values()), np.uint64))
        kind = self.graph.kind[nodes]
        data = ~kinds.is_code[kind]
        if is_class:
            data &= kinds.is_container[kind] | (kinds.role[kind] == Role.INSTANCE)
        for (key, value), is_data, node in zip(entries.items(), data.tolist(), nodes.tolist(), strict=True):
            if node >= 0:
                named = is_data and (key == _WARNINGS or not (key.startswith("__") and key.endswith("__")))
                self.found.bindings.add(self.names.number(f"{name}.{key}" if named else code), value)


def find_namespaces(graph: Graph, names: Names) -> Namespaces:
    """The names of all modules and classes that are alive."""
    reader = _Reader(graph, names)
    for role, read in ((Role.MODULE, reader.read_module), (Role.CLASS, reader.read_class)):
        for address in _objects(graph, role).tolist():
            read(address)
    return reader.found


def _objects(graph: Graph, role: Role) -> Addresses:
    wanted = graph.kinds.role == role
    found = positions(len(graph), lambda here: wanted[graph.kind[here]])
    return graph.objects(np.concatenate([np.zeros(0, np.int32), *found])[:_MOST])
