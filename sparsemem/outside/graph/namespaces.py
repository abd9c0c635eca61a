"""The names of modules and classes, and what they are bound to.

Layouts of CPython 3.11 to 3.13: `PyModuleObject` in Include/internal/pycore_moduleobject.h, `PyTypeObject` in
Include/cpython/object.h.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from sparsemem.model.owner_names import CODE_OF
from sparsemem.outside.graph.bindings import LIBRARIES, Bindings, Names
from sparsemem.outside.graph.cell_names import repeated_names
from sparsemem.outside.graph.missed_words import MissedWords
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags, words
from sparsemem.outside.memory.own_memory import positions_of
from sparsemem.outside.objects.class_slots import TYPE_DICT, TYPE_NAME
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.node_kinds import MOST_KINDS, Kinds, Role
from sparsemem.outside.objects.object_values import read_text, read_texts

_MODULE_DICT, MODULE_NAME = 16, 48
_MOST_OF_NAME, _PATH, _LONGEST = 80, 200, 128
_INSTALLED = ("/lib/python3", "/lib64/python3", "/site-packages/", "/dist-packages/", "<frozen ")
_CACHED = "functools._lru_cache_wrapper"
"""The type of a method that remembers its results: data of its class."""
_WARNINGS = "__warningregistry__"
"""What a module has warned of, each text once: data of the program, although its name is of the interpreter's."""
_UNKNOWN = -2
_MOST, _TOGETHER = 100_000, 256
"""Modules and classes that are looked at, and those that are read together."""


@dataclass(slots=True)
class Namespaces:
    """What names are bound to; and the dicts that hold the names, through which no path leads."""

    bindings: Bindings = field(default_factory=Bindings)
    dicts: Bindings = field(default_factory=Bindings)
    unknown: Bindings = field(default_factory=Bindings)
    """Those that are bound to what is no node: it may have been made since nodes were counted."""


@dataclass(frozen=True, slots=True)
class _Space:
    """A module or a class, and the entries of its dict with a str as key: what each name is bound to."""

    address: int
    values: dict[str, int]
    nodes: dict[str, int]
    """-1 where a name is bound to nothing of the heap, `_UNKNOWN` where to what is no node of it."""


@dataclass(slots=True)
class _Reader:
    graph: Graph
    names: Names
    is_class_data: Flags
    """By kind: what is data where it is an attribute of a class."""
    missed: MissedWords
    found: Namespaces = field(default_factory=Namespaces)
    modules: dict[int, str] = field(default_factory=dict)
    """The texts of the names of modules, by their addresses: most classes of a module share one."""
    code: dict[str, str] = field(default_factory=dict)
    """The owner of the functions and classes of each module, by its name."""

    def text(self, address: int, most: int = _MOST_OF_NAME) -> str | None:
        memory = self.graph.view.source.memory
        return read_text(memory, address, self.graph.kinds.old, most) if address else None

    def spaces(self, objects: Addresses, dict_at: int) -> Iterator[_Space]:
        """Their dicts are noted as the libraries' own."""
        for first in range(0, len(objects), _TOGETHER):
            some = objects[first : first + _TOGETHER]
            tables = self._words(some + np.uint64(dict_at))
            keys = self._words(tables + np.uint64(KEYS))
            for place in (*tables.tolist(), *keys.tolist()):
                self.found.dicts.add(self.names.number(LIBRARIES), place)
            yield from self._read_together(some, keys)

    def _words(self, places: Addresses) -> Addresses:
        return words(self.graph.view.source.memory.gather(places, 8)[0])[:, 0]

    def _read_together(self, objects: Addresses, keys: Addresses) -> Iterator[_Space]:
        memory = self.graph.view.source.memory
        tables = [read_entries(memory, table) for table in keys.tolist()]
        entries = np.concatenate(tables)
        each, place = np.unique(entries[:, 0], return_inverse=True)
        texts = read_texts(memory, each, self.graph.kinds.old, _MOST_OF_NAME)
        nodes = self.graph.find(entries[:, 1])
        are_objects = (nodes >= 0) & self.graph.are_objects(nodes)
        nodes[~are_objects & self.missed.may_be_fresh(entries[:, 1])] = _UNKNOWN
        stop = 0
        for address, table in zip(objects.tolist(), tables, strict=True):
            begin, stop = stop, stop + len(table)
            rows = zip(place[begin:stop].tolist(), table[:, 1].tolist(), nodes[begin:stop].tolist(), strict=True)
            named = [(texts[key], value, node) for key, value, node in rows if value and texts[key] is not None]
            yield _Space(address, {key: one for key, one, _ in named}, {key: one for key, _, one in named})

    def read_module(self, space: _Space) -> None:
        memory, values = self.graph.view.source.memory, space.values
        name = (
            self.text(values.get("__name__", 0)) or self.text(read_word(memory, space.address + MODULE_NAME)) or "?"
        )
        path = self.text(values.get("__file__", 0), _PATH)
        own = name in ("__main__", "__mp_main__") or (
            path is not None and not any(part in path for part in _INSTALLED)
        )
        self.code[name] = f"{CODE_OF}{name}" if own else LIBRARIES
        self._bind(space, name, self.code[name], False)

    def read_class(self, space: _Space, raw: bytes) -> None:
        address = space.values.get("__module__", 0)
        if address not in self.modules:
            self.modules[address] = self.text(address) or ""
        name = raw.partition(b"\0")[0].decode(errors="replace")
        self._bind(space, name, self.code.get(self.modules[address], LIBRARIES), True)

    def class_names(self, objects: Addresses) -> list[bytes]:
        """The beginning of the name of each, with what stands behind it."""
        memory, places = self.graph.view.source.memory, self._words(objects + np.uint64(TYPE_NAME))
        raw, found = memory.gather(places, _LONGEST)
        rest = {at: bytes(memory.span(int(places[at]), _LONGEST)) for at in np.flatnonzero(~found).tolist()}
        return [rest.get(at, row.tobytes()) for at, row in enumerate(raw)]

    def _bind(self, space: _Space, name: str, code: str, is_class: bool) -> None:
        """Data have a name of their own; functions, classes and the like are code."""
        if is_class and code.startswith(CODE_OF):
            self.names.own_classes.add(name)
        kinds = self.graph.kinds
        kind = self.graph.kind[[*space.nodes.values()]]
        data = ~kinds.is_code[kind]
        if is_class:
            data &= self.is_class_data[kind]
        repeated = repeated_names(space.nodes.keys())
        for (key, node), is_data in zip(space.nodes.items(), data.tolist(), strict=True):
            may_be_named = key == _WARNINGS or not (key.startswith("__") and key.endswith("__"))
            if key in repeated:
                continue
            if node >= 0:
                named = is_data and may_be_named
                self.found.bindings.add(self.names.number(f"{name}.{key}" if named else code), space.values[key])
            elif node == _UNKNOWN and may_be_named:
                self.found.unknown.add(self.names.number(f"{name}.{key}"), space.values[key])


def find_namespaces(graph: Graph, names: Names) -> Namespaces:
    """The names of all modules and classes that are alive."""
    reader = _Reader(graph, names, _class_data(graph.kinds), MissedWords(graph.view))
    for module in reader.spaces(_objects(graph, Role.MODULE), _MODULE_DICT):
        reader.read_module(module)
    classes = _objects(graph, Role.CLASS)
    for one, name in zip(reader.spaces(classes, TYPE_DICT), reader.class_names(classes), strict=True):
        reader.read_class(one, name)
    return reader.found


def _class_data(kinds: Kinds) -> Flags:
    found: Flags = kinds.is_container | (kinds.role == Role.INSTANCE)
    found[[number for number, one in enumerate(kinds.types[:MOST_KINDS]) if one.name == _CACHED]] = True
    return found


def _objects(graph: Graph, role: Role) -> Addresses:
    return graph.objects(positions_of(graph.kind, np.flatnonzero(graph.kinds.role == role).tolist())[:_MOST])
