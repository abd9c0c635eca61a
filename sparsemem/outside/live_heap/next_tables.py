"""When the tables of named dicts and sets are made anew, and how large they will be: they double, and both are there.

From `insertion_resize` and GROWTH_RATE of Objects/dictobject.c, `set_add_entry` and `set_table_resize` of
Objects/setobject.c, CPython 3.11 to 3.15.
"""

from collections.abc import Mapping

import numpy as np

from sparsemem.model.heap_rows import HeapTable
from sparsemem.outside.graph.object_rows import ObjectRows, read_objects
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.dict_keys import SPLIT, parse_dict_keys, table_with
from sparsemem.outside.objects.type_flags import DICT
from sparsemem.outside.objects.type_table import Type

_SETS = ("set", "frozenset")
_SET_ENTRY, _LEAST_PLACES, _MANY = 16, 8, 50_000
"""Bytes of an entry; places of a table within the set; entries above which a set's next table is for twice as many,
and not for four times."""
_WORDS = 8
_MOST = 1 << 40


def read_next_tables(graph: Graph, named: Mapping[str, int]) -> dict[str, HeapTable]:
    """By owner, of those whose named node is a dict or a set with a table of its own."""
    types = graph.kinds.types
    nodes = {node for node in named.values() if _may_have_one(types[int(graph.kind[node])])}
    tables = {}
    for some in read_objects(graph, np.array(sorted(nodes), np.int32), _WORDS):
        for one in (some.select(np.array([row])) for row in range(len(some))):
            is_dict = types[int(one.kind[0])].flags & DICT
            table = _of_dict(graph.view.source.memory, one) if is_dict else _of_set(one)
            if table is not None:
                tables[int(one.nodes[0])] = table
    return {owner: tables[node] for owner, node in named.items() if node in tables}


def _may_have_one(kind: Type) -> bool:
    return bool(kind.flags & DICT) or kind.name in _SETS


def _of_dict(memory: Memory, some: ObjectRows) -> HeapTable | None:
    """`dk_usable` is how many entries fit still; then there are places for three times as many as are in use."""
    used, keys = int(some.word(2)[0]), some.word(4)
    head = words(memory.gather(keys, 32)[0])
    table = parse_dict_keys(head[:, 1])
    left = int(head[0, 2])
    if some.word(5)[0] or not table.plausible[0] or table.kind[0] == SPLIT or max(left, used) > _MOST:
        return None
    larger = table_with(np.array([(used + left) * 3]), table.kind)
    return HeapTable(int(table.table_bytes[0]), left + 1, int(larger.table_bytes[0]))


def _of_set(some: ObjectRows) -> HeapTable | None:
    """`fill`, `used` and `mask`: a table is made anew when three fifths of its places are taken."""
    fill, used, mask = (int(some.word(at)[0]) for at in (2, 3, 4))
    if mask <= _LEAST_PLACES or max(fill, used, mask) > _MOST or mask & mask + 1:
        return None
    left = max(-(-3 * mask // 5) - fill, 1)
    entries = used + left
    wanted = entries * (2 if entries > _MANY else 4)
    return HeapTable((mask + 1) * _SET_ENTRY, left, (1 << wanted.bit_length()) * _SET_ENTRY)
