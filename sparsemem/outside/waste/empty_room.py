"""Containers that have far more room than what is in them needs: what each has allocated, and what a copy would take.

A dict or a set never gives its table back when entries are deleted; a list of one item that was appended has room for
four, a deque for 64. Layouts and sizes of CPython 3.11 to 3.15: Include/cpython/listobject.h, dictobject.h,
setobject.h, bytearrayobject.h; `dict_merge` and `calculate_log2_keysize` in Objects/dictobject.c, `set_table_resize`
in Objects/setobject.c, BLOCKLEN in Modules/_collectionsmodule.c.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.container_items import sizes_of
from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.dict_keys import SPLIT, parse_dict_keys, table_for

FAR = 2
"""A container has room as it grows for up to twice its content: more than that is left from when it was fuller."""
_LEAST_DICT, _SMALL_SET, _SET_TABLE = 3, 8, 64
_SET_ENTRY, _POINTER, _BLOCK, _GRAIN = 16, 8, 66 * 8, 16

Sizes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Room:
    """An element of each array a container."""

    allocated: Sizes
    """Bytes behind the container that are its own: its table, items, or buffer."""
    needed: Sizes
    """The same of a fresh copy."""
    entries: Sizes

    @property
    def saved(self) -> Sizes:
        """What a fresh copy would save, as allocators round sizes; 0 where there is not far more room than needed."""
        spared = _rounded(self.allocated) - _rounded(self.needed)
        found: Sizes = np.where(self.allocated > FAR * self.needed, np.maximum(spared, 0), 0)
        return found


def room_of_dicts(memory: Memory, some: ObjectRows) -> Room:
    """`ma_used`, `ma_keys` and `ma_values` of `PyDictObject`; a table that a class has the keys of is not its own."""
    used, keys = sizes_of(some.word(2)), some.word(4)
    tables = parse_dict_keys(gather_words(memory, keys & ~np.uint64(7), 4)[:, 1])
    own = (keys != 0) & (some.word(5) == 0) & tables.plausible & (tables.kind != SPLIT)
    own &= tables.size_log2 >= _LEAST_DICT
    allocated = np.where(own, tables.table_bytes, np.uint64(0)).astype(np.int64)
    needed = np.where(own & (used > 0), table_for(used, tables.kind).table_bytes, np.uint64(0)).astype(np.int64)
    return Room(allocated, needed, used)


def room_of_lists(_memory: Memory, some: ObjectRows) -> Room:
    """`ob_size`, `ob_item` and `allocated` of `PyListObject`."""
    used = sizes_of(some.word(2))
    allocated = np.where(some.word(3) != 0, sizes_of(some.word(4)), 0)
    return Room(allocated * _POINTER, used * _POINTER, used)


def room_of_sets(_memory: Memory, some: ObjectRows) -> Room:
    """`used`, `mask` and `table` of `PySetObject`: a copy has a table of the power of two above twice its entries."""
    used, mask = sizes_of(some.word(3)), sizes_of(some.word(4))
    is_small = some.word(5) == some.addresses + np.uint64(_SET_TABLE)
    places = 1 << np.floor(np.log2(np.maximum(2 * used, 1)) + 1).astype(np.int64)
    needed = np.where(places <= _SMALL_SET, 0, places * _SET_ENTRY)
    return Room(np.where(is_small, 0, (mask + 1) * _SET_ENTRY), needed, used)


def room_of_byte_arrays(_memory: Memory, some: ObjectRows) -> Room:
    """`ob_size` and `ob_alloc` of `PyByteArrayObject`."""
    used = sizes_of(some.word(2))
    return Room(sizes_of(some.word(3)), np.where(used > 0, used + 1, 0), used)


def room_of_deques(_memory: Memory, some: ObjectRows) -> Room:
    """`ob_size`, and the blocks from `leftindex` to `rightindex`: what a list would take is needed."""
    used, left = sizes_of(some.word(2)), sizes_of(some.word(5))
    blocks = (left + used + 63) // 64
    return Room(np.maximum(blocks, 1) * _BLOCK, used * _POINTER, used)


def _rounded(sizes: Sizes) -> Sizes:
    return -(-sizes // _GRAIN) * _GRAIN


CONTAINERS: Mapping[str, Callable[[Memory, ObjectRows], Room]] = {
    "dict": room_of_dicts,
    "list": room_of_lists,
    "set": room_of_sets,
    "frozenset": room_of_sets,
    "bytearray": room_of_byte_arrays,
    "collections.deque": room_of_deques,
}
"""By the type that a container is or comes from."""
TABLE_AT: Mapping[str, int] = {
    "dict": 4,
    "list": 3,
    "set": 5,
    "frozenset": 5,
    "bytearray": 4,
    "collections.deque": 3,
}
"""By the same: the word that leads to the table, the items, the buffer or the first block."""
