"""The tables in which tracemalloc keeps where each block came from: they can outweigh the data.

Layout: `struct _Py_hashtable_t` in Include/internal/pycore_hashtable.h, the same in CPython 3.11 to 3.15: entries,
buckets, where the buckets are, five functions, and the two functions that it takes memory by. Those of tracemalloc
are malloc and free themselves (`hashtable_alloc` in Modules/_tracemalloc.c, Python/tracemalloc.c since 3.13): what
the interpreter has else takes its own functions.
"""

from pathlib import PurePosixPath

import numpy as np

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words

_WORDS, _BUCKETS, _TAKES = 10, 2, slice(8, 10)
_LEAST_BUCKETS, _MOST = 16, 1 << 32
_STUB, _JUMP_AT, _JUMP = 16, (0, 4, 5), (0xFF, 0x25)
_LIBC = ("libc.so", "libc-", "ld-musl")


def find_trace_tables(graph: Graph, statics: Addresses) -> Addresses:
    """Pointers to the tables, and to their buckets; `statics` are words of the interpreter's. None where nothing is
    traced."""
    nodes = graph.find(statics)
    some = np.unique(statics[(nodes >= 0) & ~graph.are_objects(np.maximum(nodes, 0))])
    heads = words(graph.view.source.memory.gather(some & ~np.uint64(7), _WORDS * 8)[0])
    count, buckets = heads[:, 0], heads[:, 1]
    are: Flags = (buckets >= _LEAST_BUCKETS) & (buckets & (buckets - np.uint64(1)) == 0)
    are &= (count > 0) & (count < _MOST)  # 3.13 has empty ones before anything is traced
    are &= (graph.find(heads[:, _BUCKETS]) >= 0) & _lead_to_libc(graph, heads[:, _TAKES])
    return np.concatenate([some[are], heads[are, _BUCKETS]])


def _lead_to_libc(graph: Graph, functions: Addresses) -> Flags:
    """Whether all words of each row lead to the code of the C library, directly or by a jump."""
    behind = _in_libc(graph, _jumps(graph.view.source.memory, functions))
    return np.asarray((_in_libc(graph, functions) | behind).all(axis=1))


def _in_libc(graph: Graph, functions: Addresses) -> Flags:
    found: Flags = np.zeros(functions.shape, np.bool_)
    for one in graph.view.source.mappings:
        if "x" in one.permissions and PurePosixPath(one.path).name.startswith(_LIBC):
            np.logical_or(found, (functions >= one.start) & (functions < one.end), out=found)
    return found


def _jumps(memory: Memory, functions: Addresses) -> Addresses:
    """Where the stub that stands at each address jumps to, 0 where none does.

    In a program that is not position-independent the address of another library's function is that of its entry in
    the procedure linkage table: `jmp *slot(%rip)`, behind `endbr64` or not (System V ABI, AMD64 supplement, 5.2).
    """
    flat = functions.reshape(-1)
    code, _ = memory.gather(flat, _STUB)
    found = np.zeros(len(flat), np.uint64)
    for at in _JUMP_AT:
        rows = np.flatnonzero((code[:, at] == _JUMP[0]) & (code[:, at + 1] == _JUMP[1]))
        offset = code[rows, at + 2 : at + 6].copy().view(np.int32)[:, 0].astype(np.int64)
        slots = (flat[rows].astype(np.int64) + at + 6 + offset).astype(np.uint64)
        found[rows] = words(memory.gather(slots, 8)[0])[:, 0]
    return found.reshape(functions.shape)
