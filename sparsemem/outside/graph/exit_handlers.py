"""What `atexit` has registered: it holds each handler with its arguments until the process ends.

Layouts: `struct atexit_state` in Include/internal/pycore_atexit.h (pycore_interp.h in CPython 3.11). Until 3.13 a
table of pointers to records of C (function, arguments, keywords), with the number of them and of its places behind
its address; from 3.14 on a list of tuples of three, the newest first.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags, words
from sparsemem.outside.objects.dict_entries import read_word

_SIZE, _ITEMS, _TRIPLE = 16, 24, 3
"""`ob_size` and `ob_item` of a list."""
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_MOST, _SAMPLE = 1 << 24, 4
"""Handlers, and how many of them are looked at before the others."""


def find_exit_handlers(graph: Graph, statics: Addresses) -> Addresses:
    """Pointers to the functions, arguments and keywords of all handlers; `statics` are words of the interpreter's."""
    found = [_lists(graph, statics)]
    for table, count in _tables(graph, statics):
        found += _records(graph, table, count)
    return np.concatenate(found)


def _lists(graph: Graph, statics: Addresses) -> Addresses:
    """Those that lead to a list of handlers."""
    nodes = graph.find(statics)
    number = next((at for at, one in enumerate(graph.kinds.types) if one.name == "list"), -1)
    some = np.unique(statics[(nodes >= 0) & (graph.kind[nodes] == number)])
    return some[[_is_list(graph, place) for place in some.tolist()]] if len(some) else some


def _is_list(graph: Graph, place: int) -> bool:
    memory, name_at, items_at = graph.view.source.memory, graph.kinds.name_at, graph.traversal.layout.tuple_items * 8
    count = min(read_word(memory, place + _SIZE), _SAMPLE)
    items = words(memory.span(read_word(memory, place + _ITEMS), count * 8)).tolist()
    triples = [one for one in items if name_at(read_word(memory, one + 8)) == "tuple"]
    triples = [one for one in triples if read_word(memory, one + _SIZE) == _TRIPLE]
    content = words(memory.gather(np.array(triples, np.uint64) + np.uint64(items_at), 24)[0])
    return 0 < len(items) == len(triples) and _are_handlers(graph, content)


def _tables(graph: Graph, statics: Addresses) -> Iterator[tuple[int, int]]:
    """Where an address stands before two numbers of 32 bits, of which the second is as large or larger, and leads to
    what may be a table of handlers."""
    address, numbers = statics[:-1], statics[1:]
    count, places = numbers & _LOW, numbers >> _HALF
    good = (count > 0) & (count <= places) & (places < _MOST) & (address > _LOW) & (address & np.uint64(7) == 0)
    address, count = address[good], count[good]
    for at in np.flatnonzero(_may_be_tables(graph, address)).tolist():
        yield int(address[at]), int(count[at])


def _may_be_tables(graph: Graph, tables: Addresses) -> Flags:
    """Whether the first pointer of each is none, or leads to a record whose second word leads to a tuple: most lead
    elsewhere, and all are asked at once."""
    memory = graph.view.source.memory
    first, is_there = memory.gather(tables, 8)
    records = words(first)[:, 0]
    led = np.flatnonzero(is_there & (records != 0))
    arguments = words(memory.gather(records[led] + np.uint64(8), 8)[0])[:, 0]
    kinds = words(memory.gather(arguments + np.uint64(8), 8)[0])[:, 0]
    tuples = np.array([one.address for one in graph.kinds.types if one.name == "tuple"], np.uint64)
    is_there[led] = np.isin(kinds, tuples)
    return is_there


def _records(graph: Graph, table: int, count: int) -> list[Addresses]:
    """The words of the records that a table leads to; none where it leads to anything else."""
    memory = graph.view.source.memory
    records = words(memory.span(table, count * 8))
    records = records[records != 0]  # a handler that was taken out again leaves a zero
    content = words(memory.gather(records[:_SAMPLE], 24)[0])
    if len(content) and _are_handlers(graph, content):
        return [words(memory.gather(records, 24)[0]).reshape(-1)]
    return []


def _are_handlers(graph: Graph, content: Addresses) -> bool:
    """Whether the second word of each row leads to a tuple, and the third to a dict, None or nowhere."""
    memory, name_at = graph.view.source.memory, graph.kinds.name_at
    return all(
        name_at(read_word(memory, arguments + 8)) == "tuple"
        and (not keywords or name_at(read_word(memory, keywords + 8)) in ("dict", "NoneType"))
        for _, arguments, keywords in content.tolist()
    )
