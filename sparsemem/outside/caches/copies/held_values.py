"""What a container holds, each value with the hash of its key: equal keys have equal hashes in one process.

Values and hashes are read for the rows that are asked for: a few of a million tell what a cache holds.

Layouts of CPython 3.11 to 3.15: `PyDictKeyEntry` in Include/internal/pycore_dict.h, `PyASCIIObject` in
Include/cpython/unicodeobject.h.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.reading.object_reads import DICT_VALUES
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.objects.dict_keys import GENERAL, KEYS_HEAD, parse_dict_keys

_STR_HASH, _SIZE, _INT = 24, 16, 24
NO_HASH = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Nothing has -1 for its hash; here of what has no key, or one whose hash is not known."""
Rows = NDArray[np.int64] | slice
EVERY = slice(None)


@dataclass(frozen=True, slots=True)
class HeldValues:
    """One element of each array a value."""

    objects: HeapObjects
    slots: Addresses
    """The values, or the links that lead to them."""
    keys: Addresses | None = None
    known: Addresses | None = None
    """The hashes of the keys, where the container has them; those of keys that are str stand in these."""
    value_at: int | None = None
    """Where in a link its value stands."""
    is_called: bool = False
    """Whether a key that is a tuple of one argument counts as that argument."""
    is_timed: bool = False
    """Whether its values carry the second in which they expire."""

    def __len__(self) -> int:
        return len(self.slots)

    def values(self, rows: Rows = EVERY) -> Addresses:
        """Some of the values."""
        found: Addresses = self.slots[rows]
        return found if self.value_at is None else self.objects.pointers(found, self.value_at)

    def hashes(self, rows: Rows = EVERY) -> Addresses:
        """The hashes of their keys."""
        if self.keys is None:
            return np.full(len(self.slots[rows]), NO_HASH)
        keys: Addresses = self.keys[rows]
        found: Addresses = _of_strings(self.objects, keys) if self.known is None else self.known[rows]
        return _of_arguments(self.objects, keys, found) if self.is_called else found


def read_held(objects: HeapObjects, address: int) -> HeldValues:
    """The values of a dict, the items of a list or a tuple."""
    name = objects.type_name(address)
    if name == "list":
        return HeldValues(objects, objects.items(address))
    if name == "tuple":
        size = 8 * objects.word(address + _SIZE)
        return HeldValues(objects, words(objects.memory.span(address + objects.tuple_items, size)))
    if objects.word(address + DICT_VALUES):
        return HeldValues(objects, objects.entries(address)[:, 1])
    return _in_table(objects, objects.word(address + KEYS))


def read_cached(objects: HeapObjects, cache: Cache) -> HeldValues:
    """The values of a cache, behind its links; a key that is a tuple of one argument counts as that argument."""
    is_timed = cache.deadlines is not None
    if cache.pairs is not None:
        return HeldValues(objects, cache.pairs[:, 1], cache.pairs[:, 0], is_timed=is_timed)
    held = read_held(objects, cache.tables[0].address)
    return replace(held, value_at=cache.value_at, is_called=True, is_timed=is_timed)


def _in_table(objects: HeapObjects, start: int) -> HeldValues:
    head = words(objects.memory.span(start, KEYS_HEAD))
    if len(head) < KEYS_HEAD // 8:
        return HeldValues(objects, np.zeros(0, np.uint64))
    tables = parse_dict_keys(head[1:2])
    width = 3 if tables.kind[0] == GENERAL else 2
    size = int(head[3]) * width * 8 if tables.plausible[0] and head[3] < 1 << 32 else 0
    content = words(objects.memory.span(start + int(tables.entries_at[0]), size))
    entries = content[: len(content) // width * width].reshape(-1, width)
    entries = entries[entries[:, -1] != 0]
    return HeldValues(objects, entries[:, -1], entries[:, -2], entries[:, 0] if width == 3 else None)


def _of_strings(objects: HeapObjects, keys: Addresses) -> Addresses:
    """The hashes of those keys that are str."""
    types = objects.pointers(keys, 8)
    texts = [one for one in np.unique(types).tolist() if objects.name_of(one) == "str"]
    found: Addresses = np.where(
        np.isin(types, np.array(texts, np.uint64)), objects.pointers(keys, _STR_HASH), NO_HASH
    )
    return found


def _of_arguments(objects: HeapObjects, keys: Addresses, hashes: Addresses) -> Addresses:
    """The hashes of the items of those keys that are tuples of one str or one int below 2**30."""
    types = objects.pointers(keys, 8)
    tuples = [one for one in np.unique(types).tolist() if objects.name_of(one).endswith(("tuple", "Tuple"))]
    single = np.flatnonzero(np.isin(types, np.array(tuples, np.uint64)))
    single = single[objects.pointers(keys[single], _SIZE) == 1]
    items, found = objects.pointers(keys[single], objects.tuple_items), hashes.copy()
    found[single] = NO_HASH
    kinds = objects.pointers(items, 8)
    for one in np.unique(kinds).tolist():
        here, name = np.flatnonzero(kinds == one), objects.name_of(one)
        if name == "str":
            found[single[here]] = objects.pointers(items[here], _STR_HASH)
        elif name == "int":
            found[single[here]] = objects.pointers(items[here], _INT) & np.uint64(0x3FFFFFFF)
    return found
