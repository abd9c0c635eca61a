"""What goes when garbage goes: the cascade of counts that fall to zero, and the memory that belongs to all of it.

Weak containers that live on drop what they have of it."""

import numpy as np

from sparsemem.outside.garbage.weak_entries import dropped_by
from sparsemem.outside.graph.reference_counts import read_counts
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import hold_counts
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.sorted_numbers import ONE, distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers


def find_retained(graph: Graph, garbage: Numbers) -> Flags:
    """Which nodes go with some that are in order: objects, and what belongs to them. Shape (n,)."""
    gone, seen = zeros(len(graph), np.bool_), zeros(len(graph), np.int32)
    gone[garbage] = True
    _cascade(graph, garbage, gone, seen)
    dropped = dropped_by(graph, gone)
    np.add.at(seen, dropped, ONE)
    _cascade(graph, _fallen(graph, distinct(dropped), gone, seen), gone, seen)
    for part, owners in graph.references.belongs_to.owned():
        gone[part] = gone[owners]
    return gone


def _cascade(graph: Graph, frontier: Numbers, gone: Flags, seen: Numbers) -> None:
    """Marks in `gone` what goes with `frontier`, which is marked; `seen` counts the references that went."""
    while len(frontier):
        touched = [np.zeros(0, np.int32)]
        for edges in graph.edges(frontier):
            kept = hold_counts(edges.slots)
            targets = edges.targets[kept]
            targets = targets[~gone[targets]]
            np.add.at(seen, targets, ONE)
            touched.append(distinct(targets))
        frontier = _fallen(graph, distinct(np.concatenate(touched)), gone, seen)


def _fallen(graph: Graph, some: Numbers, gone: Flags, seen: Numbers) -> Numbers:
    """Those of some nodes whose counts are gone, marked as such."""
    some = some[graph.are_objects(some) & ~gone[some]]  # memory of no object has no count that says when it goes
    fallen = some[seen[some] >= read_counts(graph, graph.traversal, some)]
    gone[fallen] = True
    return fallen


def retained_bytes(graph: Graph, gone: Flags) -> tuple[int, int]:
    """The bytes of the nodes that go: in pymalloc's blocks, and in malloc's chunks with their headers."""
    split, sums = len(graph.numbering), [0, 0]
    for part in positions(len(gone), lambda here: gone[here]):
        sizes = graph.sizes(part)
        sums[0] += int(sizes[part < split].sum())
        sums[1] += int(sizes[part >= split].sum())
    return sums[0], sums[1]
