"""What clearing a large cache would free, by the dominator tree: all that is reached through it alone.

The cascade of reference counts says the same of a cache of any size; it takes several times as long. One word that
looks like a reference, as stacks have them, is enough to take a ring of links out of the tree: so the entries whose
count says that nothing else holds them must be there, and the links.
"""

import numpy as np

from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.sampling import sample
from sparsemem.outside.dominators.handed_down import hand_down
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

LEAST = 200_000
"""Entries from which on it is quicker than the cascade."""
_CACHE, _FUNCTION = 1, 2
_TRUSTED = 0.99
_LEAST_KNOWN = 100


def dominated_nodes(objects: HeapObjects, heap: SolvedHeap, cache: Cache, values: Addresses) -> Numbers | None:
    """The nodes that go with all entries of a cache, and what belongs to them; None where the tree is not trusted.

    `values` are those of some of the entries.
    """
    graph = objects.graph
    node, *own = graph.find(np.array([cache.address, *(table.address for table in cache.tables)], np.uint64)).tolist()
    if node < 0 or heap.tree.dominator[node] < 0 or cache.pairs is not None:
        return None
    sets = zeros(len(graph) + 1, np.uint16)
    sets[node] = _CACHE
    function = int(graph.find(np.array([cache.function], np.uint64))[0])
    if function >= 0:
        sets[function] |= _FUNCTION
    hand_down(heap.tree, sets)
    goes: Flags = sets[:-1] == _CACHE
    goes[own] = True
    if not (_are_there(objects, goes, values) and _links_are_there(objects, goes, cache)):
        return None
    for some, owners in graph.references.belongs_to.owned():
        goes[some[goes[owners]]] = True
    goes[[node, *own]] = False
    return np.flatnonzero(goes).astype(np.int32)


def _are_there(objects: HeapObjects, goes: Flags, values: Addresses) -> bool:
    """Whether the values that nothing but the cache holds are among what goes, and there are enough of them."""
    nodes = objects.graph.find(values)
    alone = nodes[(nodes >= 0) & (objects.references(values) == 1)]
    return len(alone) >= _LEAST_KNOWN and float(goes[alone].mean()) >= _TRUSTED


def _links_are_there(objects: HeapObjects, goes: Flags, cache: Cache) -> bool:
    tables = (table for table in cache.tables if table.holds_links)
    links = (sample(objects.entries(table.address))[:, 1] for table in tables)
    return all(float(goes[objects.graph.find_known(some)].mean()) >= _TRUSTED for some in links if len(some))
