"""What `atexit` has registered: it holds each handler with its arguments until the process ends.

Layouts: `struct atexit_state` in Include/internal/pycore_atexit.h (pycore_interp.h in CPython 3.11). Until 3.13 a
table of pointers to records of C (function, arguments, keywords), with the number of them and of its places behind
its address; from 3.14 on a list of tuples of three, the newest first.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags, words
from sparsemem.outside.objects.dict_entries import read_word

_SIZE, _ITEMS, _TRIPLE = 16, 24, 3
"""`ob_size` and `ob_item` of a list."""
_WORD, _HALF = np.uint64(8), np.uint64(32)
_LOW, _LOWEST, _HIGHEST = np.uint64(0xFFFFFFFF), np.uint64(1 << 16), np.uint64(1 << 47)
"""The lower half of a word; where the memory of a program lies: from `vm.mmap_min_addr` on, as the data and the first
heap of an interpreter that is not position-independent are below 4 GiB, to the end of what it can address."""
_MOST, _SAMPLE = 1 << 24, 4
"""Handlers, and how many of them are looked at before the others."""


def find_exit_handlers(graph: Graph, statics: Addresses) -> Addresses:
    """Pointers to the functions, arguments and keywords of all handlers; `statics` are words of the interpreter's."""
    return np.concatenate([*_records(graph, *_tables(statics)), _lists(graph, statics)])


def _lists(graph: Graph, statics: Addresses) -> Addresses:
    """Those that lead to a list of handlers."""
    nodes = graph.find(statics)
    number = next((at for at, one in enumerate(graph.kinds.types) if one.name == "list"), -1)
    some = np.unique(statics[(nodes >= 0) & (graph.kind[nodes] == number)])
    return some[[_is_list(graph, place) for place in some.tolist()]] if len(some) else some


def _is_list(graph: Graph, place: int) -> bool:
    memory, items_at = graph.view.source.memory, graph.traversal.layout.tuple_items * 8
    count = min(read_word(memory, place + _SIZE), _SAMPLE)
    items = words(memory.span(read_word(memory, place + _ITEMS), count * 8))
    sizes = words(memory.gather(items + np.uint64(_SIZE), 8)[0])[:, 0]
    triples = items[_are_of(graph, items, "tuple") & (sizes == _TRIPLE)]
    content = words(memory.gather(triples + np.uint64(items_at), 24)[0])
    return 0 < len(items) == len(triples) and bool(_are_handlers(graph, content).all())


def _tables(statics: Addresses) -> tuple[Addresses, NDArray[np.int64]]:
    """Where an address stands before two numbers of 32 bits, of which the second is as large or larger: the address
    and the first number."""
    address, numbers = statics[:-1], statics[1:]
    count, places = numbers & _LOW, numbers >> _HALF
    good = (count > 0) & (count <= places) & (places < _MOST) & _lead(address)
    return address[good], count[good].astype(np.int64)


def _lead(found: Addresses) -> Flags:
    """Which words can be addresses of what has a word's alignment."""
    can: Flags = (found >= _LOWEST) & (found < _HIGHEST) & (found & np.uint64(7) == 0)
    return can


def _records(graph: Graph, tables: Addresses, counts: NDArray[np.int64]) -> Iterator[Addresses]:
    """The words of the records that tables lead to; none where one leads to anything else.

    The data of the interpreter has many words that look like a table: a few records of each are looked at together,
    and of what is left each whole table. One that has grown since its address was read stands elsewhere now: where it
    stood its first and last words are malloc's, and the others for a while still those of the table.
    """
    memory = graph.view.source.memory
    places = np.stack([counts * part // _SAMPLE for part in range(_SAMPLE)], axis=1).astype(np.uint64) * _WORD
    some = words(memory.gather((tables[:, None] + places).reshape(-1), 8)[0])[:, 0]
    content = np.zeros((len(some), 3), np.uint64)
    content[_lead(some)] = words(memory.gather(some[_lead(some)], 24)[0])
    are = _are_handlers(graph, content).reshape(-1, _SAMPLE).any(axis=1)
    for table, count in {*zip(tables[are].tolist(), counts[are].tolist(), strict=True)}:
        records = words(memory.span(table, count * 8))
        content = words(memory.gather(records[_lead(records)], 24)[0])  # one that was taken out leaves a zero
        found = _are_handlers(graph, content)
        if 2 * found.sum() > len(found):
            yield content[found].reshape(-1)


def _are_handlers(graph: Graph, content: Addresses) -> Flags:
    """Whether the second word of each row leads to a tuple, and the third to a dict, None or nowhere.

    None is no block of the heap; the name of its type is known where something in the heap is of it, and else empty.
    """
    arguments, keywords = content[:, 1], content[:, 2]
    fits: Flags = _lead(arguments) & (_lead(keywords) | (keywords == 0))
    fits[fits] = _are_of(graph, arguments[fits], "tuple")
    fits[fits] = (keywords[fits] == 0) | _are_of(graph, keywords[fits], "dict", "NoneType", "")
    return fits


def _are_of(graph: Graph, places: Addresses, *names: str) -> Flags:
    """Whether each leads to an object of a type with one of some names."""
    types = words(graph.view.source.memory.gather(places + _WORD, 8)[0])[:, 0]
    return np.array([graph.kinds.name_at(one) in names for one in types.tolist()], np.bool_)
