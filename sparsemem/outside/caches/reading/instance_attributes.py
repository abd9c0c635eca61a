"""The attributes of an instance of a class that is written in Python, by name.

Layouts of CPython 3.11 to 3.15: `PyHeapTypeObject` in Include/cpython/object.h, `_PyObject_ManagedDictPointer` and
`struct _dictvalues` in Include/internal/.
"""

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.memory.memory_access import words
from sparsemem.outside.objects.class_slots import TYPE_DICT, read_slots
from sparsemem.outside.objects.dict_entries import read_entries
from sparsemem.outside.objects.dict_keys import SPLIT
from sparsemem.outside.objects.type_flags import INLINE_VALUES, MANAGED_DICT
from sparsemem.outside.objects.type_table import Type

_CACHED_KEYS = (872, 880, 888)
"""`ht_cached_keys`: in 3.11, in 3.12 to 3.14, in 3.15; the word that leads to a table of shared keys."""
_DICT_OFFSET = 288
_VALUES, _DICT = -32, -24
"""The words before an object: its values and its dict in 3.11; one word for both in 3.12, tagged where values."""
_VALID = 24
"""The bit of the first word of values that stand inside the object: the fourth byte tells whether they are used."""


class InstanceAttributes:
    """Reads attributes; what belongs to a class is looked up once."""

    def __init__(self, objects: HeapObjects) -> None:
        """Nothing is read yet."""
        self._objects = objects
        self._slots: dict[int, dict[str, int]] = {}
        self._shared: dict[int, int] = {}

    def of(self, address: int) -> dict[str, int]:
        """What the attributes of an instance refer to; none where its type is not known."""
        known = self._objects.type_of(address)
        if known is None:
            return {}
        word = self._objects.word
        found = {name: word(address + offset) for name, offset in self.slots(known.address).items()}
        return {name: value for name, value in found.items() if value} | self._from_dict(known, address)

    def slots(self, type_address: int) -> dict[str, int]:
        """Where in its instances the slots of a class stand, and those of the classes that it comes from."""
        if type_address not in self._slots:
            number = self._objects.kinds.number_at.get(type_address)
            bases = [type_address] if number is None else self._objects.kinds.bases[number]
            found: dict[str, int] = {}
            for base in reversed(bases):
                found |= self._members(base)
            self._slots[type_address] = found
        return self._slots[type_address]

    def _members(self, base: int) -> dict[str, int]:
        objects = self._objects
        slots = read_slots(objects.memory, base, objects.name_of, objects.kinds.old)
        return {name: offset for offset, name in slots.items()}

    def names(self, type_address: int) -> list[str | None]:
        """The attributes that instances of a class were given first: the keys that they share."""
        entries = read_entries(self._objects.memory, self._keys(type_address), 1 << 8)
        return [self._objects.text(key) for key in entries[:, 0].tolist()]

    def module(self, type_address: int) -> str:
        """The module in which a class was written, "" where that is not known."""
        entries = self._objects.attributes_in(self._objects.word(type_address + TYPE_DICT))
        return self._objects.text(entries.get("__module__", 0)) or ""

    def _keys(self, type_address: int) -> int:
        if type_address not in self._shared:
            places = [self._objects.word(type_address + offset) for offset in _CACHED_KEYS]
            self._shared[type_address] = next((keys for keys in places if self._are_shared(keys)), 0)
        return self._shared[type_address]

    def _are_shared(self, keys: int) -> bool:
        head = words(self._objects.memory.span(keys, 32))
        return len(head) == 4 and 0 < int(head[0]) < 1 << 32 and int(head[1]) >> 16 & 255 == SPLIT

    def _from_dict(self, known: Type, address: int) -> dict[str, int]:
        objects = self._objects
        values, table = self._places(known, address)
        entries = objects.split_entries(self._keys(known.address), values) if values else None
        if entries is None:
            return objects.attributes_in(table) if table else {}
        return {name: value for name, value in objects.by_name(entries).items() if objects.word(value + 8)}

    def _places(self, known: Type, address: int) -> tuple[int, int]:
        """Where the values of attributes begin, and the dict; 0 for what is not there."""
        word = self._objects.word
        if not known.flags & MANAGED_DICT:
            offset = word(known.address + _DICT_OFFSET)
            return 0, word(address + offset) if 0 < offset < known.basic_size else 0
        if self._objects.kinds.old:
            table = word(address + _DICT)
            return (0, table) if table else (word(address + _VALUES), 0)
        both = word(address + _DICT)
        if known.flags & INLINE_VALUES and word(address + known.basic_size) >> _VALID & 1:
            return address + known.basic_size + 8, 0
        return (both + 1, 0) if both & 1 else (0, both)
