"""What stands in a block and refers to nothing: links of the collector, weak references, and leftovers.

Layouts of CPython 3.11 to 3.13: `PyGC_Head` in Include/internal/pycore_gc.h, `PyWeakReference` in
Include/internal/pycore_weakref.h, `PyListObject` and `PyTupleObject` in Include/cpython/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.objects.node_kinds import TABLE, Role
from sparsemem.outside.pymalloc.block_numbers import Numbers

if TYPE_CHECKING:
    from sparsemem.outside.graph.reference_graph import Graph

_LONGEST = np.uint64(1 << 31)
_LAST_BYTE = np.uint64(56)
_CAPACITY = np.uint64(255)
_MOST_PREFIX = 5
"""Words; the values are of 30 attributes at most."""


def blank(graph: Graph, nodes: Numbers, content: Addresses) -> NDArray[np.int16]:
    """Takes out of the words of some nodes what is no reference; where in each, in words, the object begins."""
    object_at = np.maximum(graph.kinds.before[graph.kind[nodes]], 0) >> 3
    _blank_links(graph, nodes, content, object_at)
    _blank_leftovers(graph, nodes, content, object_at)
    _blank_prefixes(graph, nodes, content)
    _blank_orders(graph, nodes, content, object_at)
    _limit_items(graph, nodes, content, object_at)
    return object_at


def _blank_links(graph: Graph, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
    """Takes out what is no reference: type, collector's links, and the objects of weak references."""
    kind, width = graph.kind[nodes], content.shape[1]
    typed = graph.kinds.before[kind] >= 0
    for at in np.flatnonzero(np.bincount(object_at[typed])).tolist() if typed.any() else []:
        rows = np.flatnonzero(typed & (object_at == at))
        unwanted = [at + 1, at - 2, at - 1] + ([] if graph.kinds.old else [at - 4])
        for column in unwanted:
            if 0 <= column < width:
                content[rows, column] = 0
        weak = rows[graph.kinds.role[kind[rows]] == Role.WEAK]
        content[np.ix_(weak, [column for column in range(at, min(at + 8, width)) if column != at + 3])] = 0


def _blank_leftovers(graph: Graph, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
    """Takes out what is behind an object in its block, and so left from what was there before."""
    kind, width = graph.kind[nodes], content.shape[1]
    size = graph.kinds.extent[kind].astype(np.int64)
    role = graph.kinds.role[kind]
    tuples = np.flatnonzero((role == Role.TUPLE) & (object_at + 2 < width))
    size[tuples] = 24 + 8 * np.minimum(content[tuples, object_at[tuples] + 2], _LONGEST).astype(np.int64)
    tables = np.flatnonzero(kind == TABLE)
    size[tables] = table_sizes(content[tables, object_at[tables] + 1]) if width > 3 else -1
    end = object_at + (size + 7) // 8
    rows = np.flatnonzero((size >= 0) & (end < width))
    _cut(content, rows, end[rows])


def _blank_prefixes(graph: Graph, nodes: Numbers, content: Addresses) -> None:
    """Takes out what stands before the values of attributes: bytes that are not all written to (`new_values` in
    Objects/dictobject.c of 3.11 and 3.12). The last one tells how many there are."""
    kind = graph.kind[nodes]
    rows = np.flatnonzero((graph.kinds.role[kind] == Role.VALUES) & (graph.kinds.values_at[kind] < 0))
    begin = graph.kinds.debug_bytes // 8
    for count in range(1, min(_MOST_PREFIX, content.shape[1] - begin) + 1 if len(rows) else 1):
        ends = content[rows, begin + count - 1] >> _LAST_BYTE == count * 8
        content[rows[ends], begin : begin + count] = 0
        rows = rows[~ends]


def _blank_orders(graph: Graph, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
    """Takes out what stands behind the values of attributes since 3.13: the order in which they came, in bytes that
    are not all written to (`struct _dictvalues` in pycore_dict.h). The first byte tells how many values there are."""
    at, width = graph.kinds.values_at[graph.kind[nodes]], content.shape[1]
    head = object_at.astype(np.int64) + (at >> 3)
    rows = np.flatnonzero((at >= 0) & (head < width))
    end = head[rows] + 1 + (content[rows, head[rows]] & _CAPACITY).astype(np.int64)
    _cut(content, rows, end)


def _cut(content: Addresses, rows: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    """Takes out what stands in each of some rows from its end on, in words."""
    for end in np.flatnonzero(np.bincount(ends)).tolist():
        content[rows[ends == end], end:] = 0


def _limit_items(graph: Graph, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
    """Notes for the items of lists how many there are; room is kept for some more, and holds what it held."""
    lists = np.flatnonzero(graph.kinds.role[graph.kind[nodes]] == Role.LIST)
    if not len(lists) or content.shape[1] < 4:
        return
    at = object_at[lists].astype(np.int64)
    count, items = content[lists, at + 2], content[lists, at + 3]
    targets = graph.find(items)
    plain = (targets >= 0) & (graph.kinds.before[graph.kind[targets]] < 0) & (count < _LONGEST)
    targets, count = targets[plain], count[plain]
    large = targets >= len(graph.numbering)
    chunks, used = targets[large] - len(graph.numbering), count[large] + np.uint64(graph.kinds.debug_bytes // 8)
    words = (graph.ends(chunks) - graph.starts[chunks]) // np.uint64(8)
    graph.unused[chunks] = words - np.minimum(used, words)
    for one in np.flatnonzero(np.bincount(count[~large].astype(np.int64), minlength=1)).tolist():
        graph.kind[targets[~large & (count == one)]] = graph.kinds.belonging(Role.ITEMS, one)


def table_sizes(sizes: Addresses) -> NDArray[np.int64]:
    """The bytes of tables of keys, by the second word of each: `struct _dictkeysobject` in pycore_dict.h."""
    size, index, kind = (sizes >> np.uint64(shift) & np.uint64(255) for shift in (0, 8, 16))
    entries = (np.int64(2) << np.minimum(size, 40).astype(np.int64)) // 3
    head = 32 + (np.int64(1) << np.minimum(index, 40).astype(np.int64))
    total: NDArray[np.int64] = head + entries * np.where(kind == 0, 24, 16)
    return total
