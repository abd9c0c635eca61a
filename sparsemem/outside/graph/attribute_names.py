"""The names of attributes: those that a class keeps for its instances, and its slots.

Layouts of CPython 3.11 to 3.15: `PyDictObject` in Include/cpython/dictobject.h.
"""

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.objects.class_slots import read_slots
from sparsemem.outside.objects.dict_entries import read_entries, read_word
from sparsemem.outside.objects.object_values import read_text


class AttributeNames:
    """Names by a class and a place; the slots of each class are looked up once."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._memory = graph, graph.view.source.memory
        self._slots: dict[int, dict[int, str]] = {}

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

    def _text(self, address: int) -> str | None:
        return read_text(self._memory, address, self._graph.kinds.old) if address > 0 else None
