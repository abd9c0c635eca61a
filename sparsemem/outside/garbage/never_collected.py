"""What no collection will free: dead objects that are frozen, what is kept in `gc.garbage`, and what came back.

What came back is told by a bit in the collector's head of each object, which is set when its `__del__` is called
(`_PyGC_PREV_MASK_FINALIZED` in Include/internal/pycore_gc.h): an object that has it, and that is alive, was brought
back by its own `__del__`, or by one that was called together with it.
"""

from collections.abc import Iterator

import numpy as np

from sparsemem.model import Uncollectable
from sparsemem.outside.garbage.collector_search import collector_of
from sparsemem.outside.garbage.collector_state import CollectorState
from sparsemem.outside.garbage.permanent_generation import GC_HEAD, find_frozen
from sparsemem.outside.garbage.retained_by_garbage import find_retained, retained_bytes
from sparsemem.outside.garbage.unreachable import find_unreachable
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags, words
from sparsemem.outside.memory.sorted_numbers import grouped
from sparsemem.outside.objects.type_flags import HEAP_TYPE
from sparsemem.outside.pymalloc.block_numbers import Numbers

_FINALIZE = 392
"""`tp_finalize` in `PyTypeObject` of CPython's Include/cpython/object.h, the same in 3.10 to 3.15."""
_FINALIZED = np.uint64(1)
_NAMED_TYPES = 8


def find_never_collected(graph: Graph, garbage: Numbers, collector: CollectorState) -> Numbers:
    """Of some garbage that part which is frozen, or which frozen garbage holds; in order."""
    frozen = find_frozen(graph, collector.permanent) if len(garbage) else garbage
    return _both(garbage, _led_to(graph, _both(frozen, garbage, len(graph))), len(graph))


def tell_uncollectable(
    graph: Graph, garbage: Numbers, never: Numbers, collector: CollectorState
) -> Iterator[Uncollectable]:
    """A record for each reason that there is; `never` is what was found to be frozen among the garbage."""
    if len(never):
        size = sum(retained_bytes(graph, find_retained(graph, never)))
        yield Uncollectable("frozen", _types(graph, never), len(never), size)
    saved = _saved(graph, collector)
    kept, gone = _held_by(graph, garbage, saved)
    inside = kept[graph.counts[kept] > 0]
    if len(inside) > len(saved):
        names = _types(graph, inside[~_marked(saved, len(graph))[inside]])
        size = sum(retained_bytes(graph, gone))
        yield Uncollectable("gc.garbage", names, len(inside) - len(saved), size, collector.saves_all)
    called = _finalized(graph)
    back = called[~(_marked(garbage, len(graph)) | _marked(kept, len(graph)))[called]]
    if len(back):
        size = sum(retained_bytes(graph, _held_by(graph, garbage, back)[1]))
        yield Uncollectable("resurrected", _types(graph, back), len(back), size)


def can_come_back(graph: Graph, garbage: Numbers) -> bool:
    """Whether a collection may leave some of it: a `__del__` can bring objects back, gc.DEBUG_SAVEALL keeps all."""
    if not len(garbage):
        return False
    collector = collector_of(graph.view.source)
    return collector is None or collector.saves_all or bool(has_finalizer(graph)[graph.kind[garbage]].any())


def has_finalizer(graph: Graph) -> Flags:
    """By kind, whether its objects have a `__del__`: classes that are written in Python. Shape (65536,)."""
    types = graph.kinds.types[: len(graph.traversal.rule) - 1]
    heap_types = [number for number, one in enumerate(types) if one.flags & HEAP_TYPE]
    places = np.array([types[number].address + _FINALIZE for number in heap_types], np.uint64)
    functions = words(graph.view.source.memory.gather(places, 8)[0])[:, 0]
    found = np.zeros(1 << 16, np.bool_)
    found[np.array(heap_types, np.int64)[functions != 0]] = True
    return found


def _saved(graph: Graph, collector: CollectorState) -> Numbers:
    """The list `gc.garbage` where something is in it."""
    node = graph.find(np.array([collector.garbage], np.uint64))
    node = node[node >= 0]
    first = graph.references.first
    full: Numbers = node[first[node + 1] > first[node]]
    return full


def _finalized(graph: Graph) -> Numbers:
    """Tracked objects whose `__del__` was called."""
    some = np.flatnonzero(has_finalizer(graph)[graph.kind] & (graph.counts > 0)).astype(np.int32)
    heads = graph.objects(some) - GC_HEAD
    flags = words(graph.view.source.memory.gather(heads + np.uint64(8), 8)[0])[:, 0]
    called: Numbers = some[flags & _FINALIZED != 0]
    return called


def _held_by(graph: Graph, garbage: Numbers, released: Numbers) -> tuple[Numbers, Flags]:
    """What would be garbage if nothing held some objects, themselves among it; and all that would go with it."""
    if not len(released):
        return released, np.zeros(len(graph), np.bool_)
    found = _both(find_unreachable(graph, released).nodes, _led_to(graph, released), len(graph))
    kept = found[~_marked(garbage, len(graph))[found]]
    return kept, find_retained(graph, kept)


def _marked(nodes: Numbers, count: int) -> Flags:
    found = np.zeros(count, np.bool_)
    found[nodes] = True
    return found


def _both(nodes: Numbers, others: Numbers, count: int) -> Numbers:
    """Those of the nodes that are among the others as well, in their order."""
    same: Numbers = nodes[_marked(others, count)[nodes]] if len(others) else nodes[:0]
    return same


def _led_to(graph: Graph, nodes: Numbers) -> Numbers:
    """What some objects lead to, themselves among it."""
    found = np.zeros(len(graph), np.bool_)
    while len(nodes):
        found[nodes] = True
        _, edges = graph.references.edges(nodes)
        targets = graph.references.targets[edges]
        nodes = np.unique(targets[~found[targets]])
    return np.flatnonzero(found).astype(np.int32)


def _types(graph: Graph, nodes: Numbers) -> tuple[str, ...]:
    """The names of their types, the commonest first."""
    kinds, counts, _ = grouped(graph.kind[nodes].astype(np.int64))
    order = kinds[np.argsort(counts)[::-1][:_NAMED_TYPES]].tolist()
    return tuple(graph.kinds.types[one].name for one in order)
