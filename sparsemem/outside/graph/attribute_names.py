"""The names of references: the attribute of an instance, the closure of a function.

Layouts of CPython 3.11 to 3.15: `PyFunctionObject` in Include/cpython/funcobject.h, `PyDictObject` in dictobject.h.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.bindings import LIBRARIES, Names
from sparsemem.outside.graph.reference_graph import Edges, Graph
from sparsemem.outside.graph.reference_table import (
    ATTRIBUTE,
    ENTRY,
    ENTRY_KINDS,
    INDEX_SHIFT,
    LOCAL,
    MANAGED_DICT_SLOT,
    MOST_INDEX,
    PLACE,
    UNVISITED,
    VALUE,
)
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.class_slots import read_slots
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.dict_keys import parse_dict_keys
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.pymalloc.block_numbers import Numbers

_FUNCTION_NAME = 40
_DEFAULTS, _CLOSURE = 56 // 8, 72 // 8

Labels = NDArray[np.uint16]
Rows = NDArray[np.int64]


class AttributeNames:
    """Names references whose sources have names for them; each pair of a class and a place is looked up once."""

    def __init__(self, graph: Graph, names: Names) -> None:
        self._graph, self._names = graph, names
        self._memory = graph.view.source.memory
        self._known: dict[tuple[int, int], int] = {}
        self._slots: dict[int, dict[int, str]] = {}
        self._class_of_dict = zeros(len(graph), np.uint16)
        """The kind of the instance whose `__dict__` a dict is, one more than it; 0 for other dicts."""
        self._libraries = names.number(LIBRARIES)

    def name(self, edges: Edges, labels: Labels) -> None:
        """Puts the names that references have of their own into `labels`, which holds those of their sources."""
        graph, kinds = self._graph, self._graph.kinds
        kind = graph.kind[edges.sources]
        role, slots = kinds.role[kind], edges.slots & np.uint16(UNVISITED - 1)
        is_instance = role == Role.INSTANCE
        dicts = np.flatnonzero(is_instance & (slots == MANAGED_DICT_SLOT))
        self._class_of_dict[edges.targets[dicts]] = kind[dicts] + 1
        held = kinds.is_container[graph.kind[edges.targets]] & (slots != MANAGED_DICT_SLOT)
        self._name_instances(labels, np.flatnonzero(held & is_instance & (slots < ENTRY)), (kind, slots))
        owner = self._class_of_dict[edges.sources]
        owned = np.flatnonzero(held & (owner > 0))
        if len(owned):
            self._name_entries(edges, labels, owned)
        function = (role == Role.FUNCTION) & held & (slots >= _DEFAULTS) & (slots <= _CLOSURE)
        self._name_functions(edges, labels, np.flatnonzero(function))

    def _name_instances(self, labels: Labels, rows: Rows, of: tuple[NDArray[np.uint16], NDArray[np.uint16]]) -> None:
        """References from instances: by the word of a slot, or the attribute's position among the class's keys."""
        kind, slots = of
        if len(rows):
            pairs = kind[rows].astype(np.int64) << 16 | slots[rows]
            labels[rows] = self._each(pairs, lambda pair: self._attribute(pair >> 16, pair & 0xFFFF))

    def _name_entries(self, edges: Edges, labels: Labels, rows: Rows) -> None:
        """References from the `__dict__` of instances: by the key, or where the class keeps the keys likewise."""
        slots = edges.slots[rows]
        is_shared = (slots & LOCAL) == ATTRIBUTE
        kind = self._class_of_dict[edges.sources[rows]].astype(np.uint16) - np.uint16(1)
        shared = rows[is_shared]
        by_row = np.zeros(len(edges.slots), np.uint16)
        by_row[rows] = kind
        self._name_instances(labels, shared, (by_row, edges.slots))
        values = (slots & (LOCAL | ENTRY_KINDS)) == ENTRY | VALUE
        chosen = rows[values]
        keys = self._keys(edges.sources[chosen], (edges.slots[chosen] & PLACE) >> INDEX_SHIFT)
        texts, place = np.unique(np.stack([by_row[chosen].astype(np.uint64), keys]), axis=1, return_inverse=True)
        found = [self._number(int(one), self._text(int(key))) for one, key in texts.T.tolist()]
        labels[chosen] = np.array(found, np.uint16)[place.reshape(-1)]

    def _each(self, pairs: NDArray[np.int64], look_up: Callable[[int], int]) -> Labels:
        each, place = np.unique(pairs, return_inverse=True)
        for pair in each.tolist():
            if pair not in self._known:
                self._known[pair] = look_up(pair)
        return np.array([self._known[pair] for pair in each.tolist()], np.uint16)[place]

    def _attribute(self, kind: int, slot: int) -> int:
        known = self._graph.kinds.types[kind]
        if slot & LOCAL == ATTRIBUTE:
            return self._number(kind, self.shared(known.address, slot & PLACE))
        return self._number(kind, self.slot(kind, slot * 8))

    def _number(self, kind: int, attribute: str | None) -> int:
        name = self._graph.kinds.types[kind].name
        return self._names.number(f"{name}.{attribute}" if attribute else name)

    def _keys(self, dicts: Numbers, index: NDArray[np.uint16]) -> Addresses:
        """The keys of some dicts at an index each, 0 where it is not known."""
        order = np.argsort(dicts, kind="stable")
        objects = np.zeros(len(dicts), np.uint64)
        objects[order] = self._graph.objects(dicts[order])
        table = gather_words(self._memory, objects + np.uint64(KEYS), 1)[:, 0]
        heads = parse_dict_keys(gather_words(self._memory, table & ~np.uint64(7), 2)[:, 1])
        place = index.astype(np.uint64) * heads.entry_bytes + heads.key_at
        keys = gather_words(self._memory, (table + heads.entries_at + place) & ~np.uint64(7), 1)[:, 0]
        keys[index >= MOST_INDEX] = 0
        return keys

    def shared(self, address: int, index: int) -> str | None:
        """The attribute with that index, of the keys that the class keeps."""
        keys = read_word(self._memory, address + self._graph.traversal.layout.cached_keys * 8)
        entries = read_entries(self._memory, keys)
        return self._text(int(entries[index, 0])) if 0 <= index < len(entries) else None

    def slot(self, number: int, offset: int) -> str | None:
        """The name of the member of a class, or of one that it comes from, that stands at an offset."""
        if number not in self._slots:
            self._slots[number] = {}
            kinds = self._graph.kinds
            for base in reversed(kinds.bases[number]):
                self._slots[number] |= read_slots(self._memory, base, kinds.name_at, kinds.old)
        return self._slots[number].get(offset)

    def _name_functions(self, edges: Edges, labels: Labels, rows: Rows) -> None:
        for row in rows[labels[rows] != self._libraries].tolist():
            function = int(self._graph.objects(edges.sources[row : row + 1])[0])
            name = self._text(read_word(self._memory, function + _FUNCTION_NAME))
            if name:
                what = "closure" if edges.slots[row] == _CLOSURE else "defaults"
                labels[row] = self._names.number(f"{what} of {name}")

    def _text(self, address: int) -> str | None:
        return read_text(self._memory, address, self._graph.kinds.old) if address > 0 else None
