"""What a reference is called in a program: `.children`, `[]`, `['key']`; read when it is asked for."""

import numpy as np

from sparsemem.outside.graph.attribute_names import AttributeNames
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import (
    ATTRIBUTE,
    BELOW,
    ENTRY,
    ENTRY_KINDS,
    INDEX_SHIFT,
    KEY,
    LOCAL,
    MANAGED_DICT_SLOT,
    MOST_INDEX,
    PLACE,
    UNVISITED,
)
from sparsemem.outside.objects.code_layout import CODE_LOCAL_NAMES
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.object_values import read_text
from sparsemem.outside.objects.type_flags import DICT, EXCEPTION, LIST, TUPLE

_MOST_ENTRIES = 1 << 17
"""`co_localsplusnames` of a code object, in bytes."""
_FIELDS: dict[str, dict[int, str]] = {
    "function": {
        2: "__globals__", 3: "__builtins__", 6: "__code__", 7: "__defaults__", 8: "__kwdefaults__", 9: "__closure__",
        11: "__dict__", 13: "__annotations__",
    },
    "method": {2: "__func__", 3: "__self__"},
    "builtin_function_or_method": {3: "__self__", 4: "__module__"},
    "cell": {2: "cell_contents"},
    "traceback": {2: "tb_next", 3: "tb_frame"},
    "frame": {2: "f_back", 4: "f_trace"},
    "functools.partial": {2: "func", 3: "args", 4: "keywords"},
    "module": {2: "__dict__"},
    "functools._lru_cache_wrapper": {9: "cache", 11: "__wrapped__", 17: "__dict__"},
    "functools._lru_list_elem": {5: "key", 6: "result"},
    "property": {2: "fget", 3: "fset", 4: "fdel"},
    "collections.defaultdict": {6: "default_factory"},
    "weakref.ReferenceType": {3: "__callback__"},
    "getset_descriptor": {2: "__objclass__"},
    "member_descriptor": {2: "__objclass__"},
    "mappingproxy": {2: "mapping"},
    "super": {2: "__thisclass__", 3: "__self__", 4: "__self_class__"},
}  # fmt: skip
_CLASS = {32: "__base__", 33: "__dict__", 42: "__bases__", 43: "__mro__", 45: "__subclasses__"}
_EXCEPTIONS = {2: "__dict__", 3: "args", 4: "__notes__", 5: "__traceback__", 6: "__context__", 7: "__cause__"}


class EdgeNames:
    """Names for the references of a graph, one at a time."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._memory = graph, graph.view.source.memory
        self._attributes = AttributeNames(graph)

    def type_name(self, node: int) -> str:
        """The name of an object's type, without its module."""
        return self._graph.kinds.types[int(self._graph.kind[node])].name.rpartition(".")[2]

    def name(self, source: int, slot: int, target: int) -> str:
        """What the reference is called that stands in a slot of an object, and leads to another one."""
        slot &= UNVISITED - 1
        place, what = slot & PLACE, slot & LOCAL
        if slot == BELOW & PLACE | ENTRY:
            return " (memory below)"
        known = self._graph.kinds.types[int(self._graph.kind[source])]
        if slot == MANAGED_DICT_SLOT:
            return ".__dict__"
        if what == ENTRY:
            return self._entry(source, slot, target, known.flags)
        if what == LOCAL:
            return f" local {self._local(source, place) or place}"
        if what == ATTRIBUTE and known.flags & DICT:
            key = self._key(source, place, target)  # of a table that the instances of a class share
            return "[]" if key is None else f"[{key!r}]"
        if what == ATTRIBUTE:
            return f".{self._attributes.shared(known.address, place) or '?'}"
        return self._word(source, place)

    def _entry(self, source: int, slot: int, target: int, flags: int) -> str:
        if not flags & DICT:
            return "[]" if flags & LIST else "()" if flags & TUPLE else "{}"
        if slot & ENTRY_KINDS == KEY:
            return " key"
        key = self._key(source, (slot & PLACE) >> INDEX_SHIFT, target)
        return "[]" if key is None else f"[{key!r}]"

    def _key(self, source: int, index: int, target: int) -> str | None:
        """The key of a dict's entry, where it is a str."""
        entries = read_entries(self._memory, read_word(self._memory, self._address(source) + KEYS), _MOST_ENTRIES)
        if index >= MOST_INDEX:
            found = (entries[:, 1] == self._address(target)).nonzero()[0].tolist()
            index = found[0] if found else len(entries)
        key = int(entries[index, 0]) if index < len(entries) else 0
        is_text = key and self._graph.kinds.name_at(read_word(self._memory, key + 8)) == "str"
        return read_text(self._memory, key, self._graph.kinds.old) if is_text else None

    def _local(self, source: int, index: int) -> str | None:
        """The local variable of a generator, a coroutine or a frame object."""
        layout = self._graph.traversal.layout
        is_frame = self.type_name(source) == "frame"
        frame = layout.frame_frame if is_frame else layout.generator_frame
        code = read_word(self._memory, self._address(source) + (frame + layout.code) * 8) & ~7
        names = read_word(self._memory, code + CODE_LOCAL_NAMES)
        if index >= read_word(self._memory, names + 16):
            return None
        text = read_word(self._memory, names + (layout.tuple_items + index) * 8)
        return read_text(self._memory, text, self._graph.kinds.old)

    def _word(self, source: int, place: int) -> str:
        kind = int(self._graph.kind[source])
        known = self._graph.kinds.types[kind]
        names = {self._graph.kinds.name_at(base) for base in self._graph.kinds.bases[kind]}
        fields = next((_FIELDS[name] for name in names if name in _FIELDS), {})
        if known.flags & EXCEPTION:
            fields = _EXCEPTIONS
        if "type" in names:
            fields = _CLASS
        name = self._attributes.slot(kind, place * 8) or fields.get(place)
        return f".{name}" if name else f" +{place * 8}"

    def _address(self, node: int) -> int:
        return int(self._graph.objects(np.array([node], np.int32))[0])
