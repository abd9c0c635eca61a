"""Names that are bound to objects which were made after the heap's blocks were counted."""

import numpy as np

from sparsemem.outside.dominators.arcs import Arcs, Nodes, join
from sparsemem.outside.graph.bindings import Bindings
from sparsemem.outside.graph.fresh_objects import find_fresh, held_at, lead_on
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import parts
from sparsemem.outside.memory.sorted_numbers import are_in, distinct, places_in

_MANY, _LARGE = 64, 1 << 16
"""References to an object of which one will still be there; and those of an object that is not read again."""


def follow_fresh(graph: Graph, bound: Bindings) -> Bindings:
    """The same names bound to what fresh objects had from those before them: to what only such lead to by now.

    What others refer to as well has its name by them, and functions and classes are code.
    """
    labels, pointers = bound.arrays()
    pointers &= ~np.uint64(7)
    fresh = find_fresh(graph, graph.traversal, pointers)
    rows = fresh.rows[~graph.kinds.is_code[fresh.kind]]
    if not len(rows):
        return Bindings()
    arcs = lead_on(graph, graph.traversal, graph.references, pointers[rows])
    kind = graph.kind[arcs.targets]
    arcs = arcs.where(~graph.kinds.is_code[kind] & ~graph.kinds.is_leaf[kind])
    every = distinct(arcs.targets)
    every = every[~_are_held(graph, every)]
    at = places_in(every, arcs.targets)
    kept = np.flatnonzero(at >= 0)
    return Bindings(labels[rows][arcs.sources[kept]].tolist(), graph.objects(every)[at[kept]].tolist())


def _are_held(graph: Graph, nodes: Nodes) -> Flags:
    """What any object that was counted still refers to, of some nodes, in order."""
    into = _references_to(graph, nodes)
    counts = np.bincount(places_in(nodes, into.targets), minlength=len(nodes))
    sizes = graph.references.first[into.sources + 1] - graph.references.first[into.sources]
    is_sure = (sizes > _LARGE) | (into.sources >= len(graph.numbering))  # what lies in chunks is not read again
    others = into.where(~is_sure & (counts[places_in(nodes, into.targets)] <= _MANY))
    each = distinct(others.sources)
    now = held_at(graph, graph.traversal, graph.objects(each))
    targets = graph.find(now.pointers)
    said = np.sort(each[now.sources].astype(np.int64) << 32 | np.maximum(targets, 0))
    still = others.where(are_in(said, others.sources.astype(np.int64) << 32 | others.targets))
    found: Flags = counts > _MANY
    found[places_in(nodes, np.concatenate([into.targets[is_sure], still.targets]))] = True
    return found


def _references_to(graph: Graph, nodes: Nodes) -> Arcs:
    table, found = graph.references, list[Arcs]()
    for here in parts(len(table)):
        edges = np.flatnonzero(are_in(nodes, table.targets[here])) + here.start
        found.append(Arcs(table.sources(edges), table.targets[edges]))
    return join(found)
