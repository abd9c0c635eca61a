"""Where a heap is held from: what is certain first, and what may be stale only where nothing else leads.

Modules and the local variables of functions that run hold what they lead to. The data of the interpreter and of
libraries, what else stands on frames, and words on C stacks may be left from before: they count for what nothing
certain leads to, so that a stale word takes nothing away from its true owner.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.bindings import Names
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.claims_by_name import Labels, spread
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import positions_of, zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.node_kinds import Role

MODULES = "modules"
_MOST_NATIVE = 1 << 20
"""Blocks that are no objects and belong to none, through which roots are followed."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Something outside the heap that holds some of its nodes, and what it is called."""

    name: str
    pointers: Addresses


@dataclass(frozen=True, slots=True)
class Held:
    """The roots, and by whom each node is reached."""

    roots: Nodes
    label: Labels
    """Shape (n,): number of the name of the holder, as in `Names`; 0 where nothing leads."""
    reached: Flags
    """Shape (n,): what the roots lead to."""

    def is_apart(self, nodes: Nodes | slice) -> Flags:
        """Which of some nodes nothing is followed to, nor from."""
        found: Flags = ~self.reached[nodes] & (self.label[nodes] > 0)
        return found


def find_roots(graph: Graph, names: Names, holders: Iterator[Holder], apart: Mapping[str, Nodes]) -> Held:
    """Follows one holder after the other; each counts for what those before it do not lead to.

    `apart` are nodes that nothing is followed to, nor from, by the name that they have: garbage, and tables that hold
    nothing.
    """
    labels = zeros(len(graph), np.uint16)
    for name, nodes in apart.items():
        labels[nodes] = names.number(name)
    roots = [modules_of(graph)]
    labels[roots[0]] = names.number(MODULES)
    spread(graph.references, labels, roots[0])
    for holder in holders:
        found = _claim(graph, labels, names.number(holder.name), holder.pointers)
        roots.append(found)
        spread(graph.references, labels, found)
    reached = labels > 0
    for nodes in apart.values():
        reached[nodes] = False
    return Held(distinct(np.concatenate(roots)), labels, reached)


def modules_of(graph: Graph) -> Nodes:
    """All module objects."""
    return positions_of(graph.kind, np.flatnonzero(graph.kinds.role == Role.MODULE).tolist())


def _claim(graph: Graph, labels: Labels, number: int, pointers: Addresses) -> Nodes:
    """Labels what pointers lead to and nobody has, and what memory of C among it leads to; all of them.

    Memory of C that no object leads to is a root as well as the objects: it has no references in the table.
    """
    nodes, claimed = graph.find_objects(pointers), [np.zeros(0, np.int32)]
    followed = 0
    while followed < _MOST_NATIVE:
        nodes = distinct(nodes[nodes >= 0])
        nodes = nodes[labels[nodes] == 0]
        labels[nodes] = number
        claimed.append(nodes)
        native = nodes[~graph.are_objects(nodes) & ~graph.references.are_there(nodes)]
        followed += len(native)
        if not len(native):
            break
        nodes = np.concatenate([np.zeros(0, np.int32), *(edges.targets for edges in graph.edges(native))])
    return np.concatenate(claimed)
