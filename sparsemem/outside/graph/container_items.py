"""What containers refer to: lists, tuples, dicts, sets and deques, and the tables that belong to them.

From Include/cpython/listobject.h, tupleobject.h, dictobject.h, setobject.h, Include/internal/pycore_dict.h,
Objects/odictobject.c and Modules/_collectionsmodule.c of CPython 3.11 to 3.15.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.object_rows import ObjectRows
from sparsemem.outside.graph.reference_table import ATTRIBUTE, ENTRY, ITEM, KEY, VALUE
from sparsemem.outside.graph.table_words import read_tables
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.objects.dict_keys import GENERAL, parse_dict_keys

_MOST = np.uint64(1 << 31)
_BYTE = np.uint64(255)
_DEQUE_ITEMS = 64
_RING_QUEUE = 72
"""Bytes of a `_queue.SimpleQueue` that has a ring, at least."""
_SMALL_SET, _SET_TABLE = 8, 64
"""Entries of the table within a set, and where in the set it begins, in bytes."""


def sizes_of(words_: Addresses) -> NDArray[np.int64]:
    """Sizes as they stand in objects; what is none counts as 0."""
    return np.where(words_ < _MOST, words_, np.uint64(0)).astype(np.int64)


def read_lists(found: FoundReferences, _plan: Traversal, some: ObjectRows) -> None:
    """`ob_size` and `ob_item` of `PyListObject`."""
    counts, items = sizes_of(some.word(2)), some.word(3)
    found.claim(some.nodes, items)
    found.add_tables(some.nodes, (items, np.where(items > 0, counts, 0)), (ENTRY | ITEM,))


def read_tuples(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """`ob_item` of `PyTupleObject`, which stands in the object."""
    first = plan.items_at[some.kind].astype(np.int64)
    counts = sizes_of(some.word(2)) + plan.behind_items[some.kind]
    width = some.words.shape[1]
    for at in np.flatnonzero(np.bincount(first)).tolist():
        inside = np.flatnonzero((first == at) & (at + counts <= width))
        used = (np.arange(width - at) < counts[inside][:, None]).reshape(-1) if width > at else np.zeros(0, np.bool_)
        places = np.flatnonzero(used)
        content = some.words[inside, at:].reshape(-1)[places]
        found.add(some.nodes[inside[places // max(width - at, 1)]], content, ENTRY | ITEM)
        outside = np.flatnonzero((first == at) & (at + counts > width))
        table = some.addresses[outside] + np.uint64(at * 8), counts[outside]
        found.add_tables(some.nodes[outside], table, (ENTRY | ITEM,))


def read_dicts(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """`ma_keys` and `ma_values` of `PyDictObject`."""
    keys, values = some.word(4), some.word(5)
    heads = gather_words(found.memory, keys & ~np.uint64(7), 4)
    used, tables = sizes_of(heads[:, 3]), parse_dict_keys(heads[:, 1])
    good = (keys != 0) & tables.plausible
    start = keys + tables.entries_at
    is_split = good & (values != 0)
    _read_split(found, plan, some.select(np.flatnonzero(is_split)), used[is_split])
    for general, slots in ((True, (-1, ENTRY | KEY, ENTRY | VALUE)), (False, (ENTRY | KEY, ENTRY | VALUE))):
        rows = np.flatnonzero(good & ~is_split & ((tables.kind == GENERAL) == general))
        found.claim(some.nodes[rows], keys[rows])
        found.add_tables(some.nodes[rows], (start[rows], used[rows] * len(slots)), slots)


def _read_split(found: FoundReferences, plan: Traversal, some: ObjectRows, used: NDArray[np.int64]) -> None:
    """The values of attributes that a class has the keys of; those within their object it may visit itself."""
    values = some.word(5)
    if plan.layout.has_inline_values and len(some):
        heads = gather_words(found.memory, values & ~np.uint64(7), 1)[:, 0]
        if not plan.layout.dict_visits_values:
            used = np.where(heads >> np.uint64(16) & _BYTE == 0, used, 0)
        values = values + np.uint64(8)
    found.claim(some.nodes[used > 0], values[used > 0])
    found.add_tables(some.nodes, (values, used), (ATTRIBUTE,))


def read_ordered_dicts(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """A dict, and the list of its keys: `od_fast_nodes` leads to each `_odictnode`, which holds its key."""
    read_dicts(found, plan, some)
    table, counts = some.word(8), sizes_of(some.word(9))
    found.claim(some.nodes, table)
    for row, _, content in read_tables(found.memory, table, np.where(table > 0, counts, 0)):
        there = np.flatnonzero(content)
        owners, places = some.nodes[row[there]], content[there]
        found.claim(owners, places)
        found.add(owners, gather_words(found.memory, places & ~np.uint64(7), 1)[:, 0], ENTRY | KEY)


def read_sets(found: FoundReferences, _plan: Traversal, some: ObjectRows) -> None:
    """`table` and `mask` of `PySetObject`: an entry is the key and its hash."""
    table = some.word(5)
    is_small = table == some.addresses + np.uint64(_SET_TABLE)
    counts = np.where(is_small, _SMALL_SET, sizes_of(some.word(4)) + 1)
    found.claim(some.nodes[~is_small], table[~is_small])
    found.add_tables(some.nodes, (table, 2 * counts), (ENTRY | ITEM, -1))


def read_deques(found: FoundReferences, _plan: Traversal, some: ObjectRows) -> None:
    """`leftblock` to `rightindex` of `dequeobject`; a block is a link, 64 items and a link."""
    block, last = some.word(3).copy(), some.word(4)
    first, stop = sizes_of(some.word(5)), sizes_of(some.word(6)) + 1
    found.claim(some.nodes, block)
    rows = np.flatnonzero(some.word(2) > 0)
    left = sizes_of(some.word(2)) // _DEQUE_ITEMS + 2
    while len(rows):
        content = words(found.memory.gather(block[rows], (_DEQUE_ITEMS + 2) * 8)[0])
        end = np.where(block[rows] == last[rows], stop[rows], _DEQUE_ITEMS)
        at = np.arange(_DEQUE_ITEMS)
        used = np.flatnonzero(((at >= first[rows][:, None]) & (at < end[:, None])).reshape(-1))
        owners = some.nodes[rows]
        found.claim(owners, block[rows])
        found.add(owners[used // _DEQUE_ITEMS], content[:, 1:-1].reshape(-1)[used], ENTRY | ITEM)
        more = (block[rows] != last[rows]) & (content[:, -1] != 0) & (left[rows] > 0)
        block[rows], first[rows], left[rows] = content[:, -1], 0, left[rows] - 1
        rows = rows[more]


def read_simple_queues(found: FoundReferences, plan: Traversal, some: ObjectRows) -> None:
    """The ring of the items (`RingBuf` of Modules/_queuemodule.c, since 3.13); before, their list.

    Free places of a ring are 0.
    """
    is_ring = plan.basic_size[some.kind] >= _RING_QUEUE
    lists, rings = some.select(np.flatnonzero(~is_ring)), some.select(np.flatnonzero(is_ring))
    found.add(lists.nodes, lists.word(4), 4)
    items, counts = rings.word(5), sizes_of(rings.word(6))
    found.claim(rings.nodes, items)
    found.add_tables(rings.nodes, (items, np.where(items > 0, counts, 0)), (ENTRY | ITEM,))
