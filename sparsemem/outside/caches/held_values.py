"""What a container holds, each value with the hash of its key: equal keys have equal hashes in one process.

Layouts of CPython 3.11 to 3.15: `PyDictKeyEntry` in Include/internal/pycore_dict.h, `PyASCIIObject` in
Include/cpython/unicodeobject.h.
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.heap_objects import DICT_VALUES, HeapObjects
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.objects.dict_keys import GENERAL, KEYS_HEAD, parse_dict_keys

_STR_HASH, _SIZE, _INT = 24, 16, 24
NO_HASH = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Nothing has -1 for its hash; here of what has no key, or one whose hash is not known."""


@dataclass(frozen=True, slots=True)
class HeldValues:
    """One element of each array a value."""

    hashes: Addresses
    values: Addresses


def read_held(objects: HeapObjects, address: int) -> HeldValues:
    """The values of a dict, the items of a list or a tuple."""
    name = objects.type_name(address)
    if name == "list":
        return _without_keys(objects.items(address))
    if name == "tuple":
        return _without_keys(
            words(objects.memory.span(address + objects.tuple_items, 8 * objects.word(address + _SIZE)))
        )
    if objects.word(address + DICT_VALUES):
        return _without_keys(objects.entries(address)[:, 1])
    return _in_table(objects, objects.word(address + KEYS))


def read_cached(objects: HeapObjects, cache: Cache) -> HeldValues:
    """The values of a cache, behind its links; a key that is a tuple of one argument counts as that argument."""
    if cache.pairs is not None:
        return _of_pairs(objects, cache.pairs)
    held = read_held(objects, cache.tables[0].address)
    keys = objects.entries(cache.tables[0].address)[:, 0]
    values = held.values if cache.value_at is None else objects.pointers(held.values, cache.value_at)
    return HeldValues(_of_arguments(objects, keys, held.hashes), values) if len(keys) == len(values) else held


def _in_table(objects: HeapObjects, start: int) -> HeldValues:
    head = words(objects.memory.span(start, KEYS_HEAD))
    if len(head) < KEYS_HEAD // 8:
        return _without_keys(np.zeros(0, np.uint64))
    tables = parse_dict_keys(head[1:2])
    width = 3 if tables.kind[0] == GENERAL else 2
    size = int(head[3]) * width * 8 if tables.plausible[0] and head[3] < 1 << 32 else 0
    content = words(objects.memory.span(start + int(tables.entries_at[0]), size))
    entries = content[: len(content) // width * width].reshape(-1, width)
    entries = entries[entries[:, -1] != 0]
    hashes = entries[:, 0] if width == 3 else objects.pointers(entries[:, 0], _STR_HASH)
    return HeldValues(hashes, entries[:, -1])


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


def _of_pairs(objects: HeapObjects, pairs: Addresses) -> HeldValues:
    """With the hashes of those keys that are str."""
    keys = pairs[:, 0]
    types = objects.pointers(keys, 8)
    texts = [one for one in np.unique(types).tolist() if objects.name_of(one) == "str"]
    is_text = np.isin(types, np.array(texts, np.uint64))
    return HeldValues(np.where(is_text, objects.pointers(keys, _STR_HASH), NO_HASH), pairs[:, 1])


def _without_keys(values: Addresses) -> HeldValues:
    return HeldValues(np.full(len(values), NO_HASH), values)
