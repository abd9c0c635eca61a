"""Which objects `gc.freeze()` has set apart: those in the list of the permanent generation.

The collector's lists are linked through the two words before each object (`PyGC_Head` in
Include/internal/pycore_gc.h), and each ends at its own head. All objects follow their list at once, by steps that
double: a list of a million takes twenty.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.sorted_numbers import places_in
from sparsemem.outside.pymalloc.block_numbers import Numbers

GC_HEAD = np.uint64(16)
"""Bytes before an object: `_gc_next` and `_gc_prev`."""
_FLAGS = np.uint64(7)
_MOST_UNKNOWN = 64
"""Objects in a row that are no nodes, through which a list is followed."""
_MOST_DOUBLINGS = 40


def find_frozen(graph: Graph, permanent: int) -> Numbers:
    """The objects in the permanent generation, whose head is at that address; in order."""
    memory = graph.view.source.memory
    if int(_next(memory, np.array([permanent], np.uint64))[0]) in (0, permanent):
        return np.zeros(0, np.int32)
    tracked = np.flatnonzero(graph.counts > 0).astype(np.int32)
    heads = graph.objects(tracked) - GC_HEAD
    return tracked[_lead_to(memory, heads, permanent)]


def _lead_to(memory: Memory, heads: Addresses, end: int) -> Flags:
    """Which of the objects, by their heads, are in the list that ends at an address."""
    lost, found = len(heads), len(heads) + 1
    after = np.append(_places(memory, heads, end), [lost, found])
    for _ in range(_MOST_DOUBLINGS):
        if int(after.min()) >= lost:
            break
        after = after[after]
    there: Flags = after[:-2] == found
    return there


def _places(memory: Memory, heads: Addresses, end: int) -> NDArray[np.int32]:
    """The position of the object after each one; one number for the end, another where the list is lost."""
    order = np.argsort(heads)
    ordered, following = heads[order], _next(memory, heads)
    after = np.full(len(heads), len(heads), np.int32)
    open_rows = np.arange(len(heads))
    for _ in range(_MOST_UNKNOWN):
        pointers = following[open_rows]
        at = places_in(ordered, pointers)
        known = at >= 0
        after[open_rows[known]] = order[at[known]]
        after[open_rows[pointers == np.uint64(end)]] = len(heads) + 1
        open_rows = open_rows[~known & (pointers != np.uint64(end)) & (pointers != 0)]
        if not len(open_rows):
            break
        following[open_rows] = _next(memory, following[open_rows])
    return after


def _next(memory: Memory, heads: Addresses) -> Addresses:
    return words(memory.gather(heads, 8)[0])[:, 0] & ~_FLAGS
