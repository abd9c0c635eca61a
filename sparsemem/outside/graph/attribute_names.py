"""The names of references: the attribute of an instance, the closure of a function.

Layouts of CPython 3.11 to 3.13: `struct _dictvalues` in Include/internal/pycore_dict.h, `PyMemberDescrObject` in
descrobject.h, `PyFunctionObject` in funcobject.h, `_PyGenObject_HEAD` in genobject.h.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.bindings import LIBRARIES, Names
from sparsemem.outside.graph.namespaces import TYPE_DICT
from sparsemem.outside.graph.reference_graph import Edges, Graph
from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.objects.dict_entries import KEYS, SHARED, read_entries, read_word
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.pymalloc.block_numbers import Numbers

_TYPE_SIZE = 1024
_COUNT = 1 << 18
_FUNCTION_NAME = 40
_DEFAULTS, _KEYWORD_DEFAULTS, _CLOSURE = 56 // 8, 64 // 8, 72 // 8
_MEMBER, _MEMBER_OFFSET = 40, 16
_MOST_PREFIX = 48


class AttributeNames:
    """Names references whose sources have names for them; each pair of a class and a place is looked up once."""

    def __init__(self, graph: Graph, names: Names) -> None:
        self._graph, self._names = graph, names
        self._memory = graph.view.source.memory
        self._known: dict[tuple[int, int, int], int] = {}
        self._slots: dict[int, dict[int, str]] = {}
        self._libraries = names.number(LIBRARIES)

    def name(self, edges: Edges, labels: NDArray[np.uint16]) -> None:
        """Puts the names that references have of their own into `labels`, which holds those of their sources."""
        graph, kinds = self._graph, self._graph.kinds
        kind = graph.kind[edges.sources]
        role = kinds.role[kind]
        some = np.flatnonzero(role)
        if not len(some):
            return
        role, number, column = role[some], kinds.owner[kind[some]], edges.columns[some]
        self._mark(edges.targets[some], (role, number), column)
        held = kinds.is_container[graph.kind[edges.targets[some]]] & (column >= 0)
        for one in (Role.INSTANCE, Role.VALUES, Role.KEYS):
            rows = np.flatnonzero(held & (role == one))
            detail = edges.before[some[rows]].astype(np.int64) if one == Role.KEYS else column[rows].astype(np.int64)
            self._name_group(edges, labels, some[rows], (one, number[rows], detail))
        rows = some[(role == Role.FUNCTION) & held & (column >= _DEFAULTS) & (column <= _CLOSURE)]
        self._name_functions(edges, labels, rows[labels[rows] != self._libraries])

    def _mark(
        self, targets: Numbers, sources: tuple[NDArray[np.uint8], NDArray[np.int64]], column: NDArray[np.int32]
    ) -> None:
        """Tells the blocks that belong to instances what they are."""
        role, number = sources
        kinds, kind = self._graph.kinds, self._graph.kind
        plain = kinds.before[kind[targets]] < 0
        is_dict = kinds.is_dict[kind[targets]]
        instance, dict_ = role == Role.INSTANCE, role == Role.DICT
        for chosen, new in (
            (instance & (column < 0) & plain, Role.VALUES),
            (instance & (column < 0) & is_dict, Role.DICT),
            (dict_ & (column == KEYS // 8) & plain, Role.KEYS),
            (dict_ & (column == KEYS // 8 + 1) & plain, Role.VALUES),
        ):
            for one in np.unique(number[chosen]).tolist():
                kind[targets[chosen & (number == one)]] = kinds.belonging(new, one)

    def _name_group(
        self,
        edges: Edges,
        labels: NDArray[np.uint16],
        rows: NDArray[np.int64],
        of: tuple[int, NDArray[np.int64], NDArray[np.int64]],
    ) -> None:
        role, number, detail = of
        if not len(rows):
            return
        pairs, first, place = np.unique(np.stack([number, detail]), axis=1, return_index=True, return_inverse=True)
        found = np.zeros(pairs.shape[1], np.uint16)
        for at, (one, what) in enumerate(pairs.T.tolist()):
            key = (role, one, what)
            if key not in self._known:
                self._known[key] = self._look_up(role, one, what, int(edges.places[rows[first[at]]]))
            found[at] = self._known[key]
        labels[rows] = found[place.reshape(-1)]

    def _look_up(self, role: int, number: int, what: int, place: int) -> int:
        known = self._graph.kinds.types[number]
        if role == Role.KEYS:
            attribute = self._text(what)
        elif role == Role.VALUES:
            attribute = self._shared(number, self._index(place))
        elif what * 8 >= known.basic_size + 8:
            attribute = self._shared(number, what - known.basic_size // 8 - 1)
        else:
            attribute = self._slot(number, what * 8)
        return self._names.number(f"{known.name}.{attribute}" if attribute else known.name)

    def _index(self, place: int) -> int:
        """The position of a value in its block; before the first one stands how much earlier the block begins."""
        start = place // 16 * 16
        node = self._graph.find(np.array([start], np.uint64))
        if node[0] >= 0:
            start = int(self._graph.addresses(node)[0]) + self._graph.kinds.debug_bytes
        head = bytes(self._memory.span(start, _MOST_PREFIX))
        for prefix in range(8, len(head), 8):
            if head[prefix - 1] == prefix:
                return (place - start - prefix) // 8
        return -1

    def _shared(self, number: int, index: int) -> str | None:
        """The attribute with that index, where the class keeps the keys."""
        known = self._graph.kinds.types[number]
        pointers = words(self._memory.span(known.address, _TYPE_SIZE))
        heads = words(self._memory.gather(pointers, KEYS)[0])
        shared = (heads[:, 1] >> np.uint64(16) & np.uint64(255) == SHARED) & (heads[:, 0] - np.uint64(1) < _COUNT)
        for at in np.flatnonzero(shared).tolist():
            entries = read_entries(self._memory, int(pointers[at]))
            if 0 <= index < len(entries):
                return self._text(int(entries[index, 0]))
        return None

    def _slot(self, number: int, offset: int) -> str | None:
        """The name of the member of a class, or of one that it comes from, that stands at an offset."""
        if number not in self._slots:
            self._slots[number] = {}
            for base in reversed(self._graph.kinds.bases[number]):
                self._slots[number] |= self._members(base)
        return self._slots[number].get(offset)

    def _members(self, base: int) -> dict[int, str]:
        kinds, found = self._graph.kinds, {}
        keys = read_word(self._memory, read_word(self._memory, base + TYPE_DICT) + KEYS)
        for key, value in read_entries(self._memory, keys).tolist():
            if kinds.name_at(read_word(self._memory, value + 8)) == "member_descriptor":
                offset = read_word(self._memory, read_word(self._memory, value + _MEMBER) + _MEMBER_OFFSET)
                found[offset] = self._text(key) or ""
        return found

    def _name_functions(self, edges: Edges, labels: NDArray[np.uint16], rows: NDArray[np.int64]) -> None:
        for row in rows.tolist():
            column = int(edges.columns[row])
            function = int(edges.places[row]) - column * 8
            name = self._text(read_word(self._memory, function + _FUNCTION_NAME))
            if name:
                what = "closure" if column == _CLOSURE else "defaults"
                labels[row] = self._names.number(f"{what} of {name}")

    def _text(self, address: int) -> str | None:
        return read_text(self._memory, address, self._graph.kinds.old) if address > 0 else None
