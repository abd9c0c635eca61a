"""What goes when garbage goes: the cascade of counts that fall to zero, and the memory that belongs to all of it."""

import numpy as np

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import LOCAL, UNVISITED
from sparsemem.outside.memory.memory_access import Flags, words
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.sorted_numbers import ONE, distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

_LOW, _HIGHEST = np.uint64(0xFFFFFFFF), np.uint64(1 << 31)


def find_retained(graph: Graph, garbage: Numbers) -> Flags:
    """Which nodes go with some that are in order: objects, and what belongs to them. Shape (n,)."""
    gone, seen = zeros(len(graph), np.bool_), zeros(len(graph), np.int32)
    gone[garbage] = True
    frontier = garbage
    while len(frontier):
        touched = [np.zeros(0, np.int32)]
        for edges in graph.edges(frontier):
            # What stands on a suspended stack with a tag holds no count.
            kept = (edges.slots & (LOCAL | UNVISITED)) != LOCAL | UNVISITED
            targets = edges.targets[kept]
            targets = targets[~gone[targets]]
            np.add.at(seen, targets, ONE)
            touched.append(distinct(targets))
        some = distinct(np.concatenate(touched))
        some = some[graph.are_objects(some)]  # memory that belongs to no object has no count that says when it goes
        frontier = some[seen[some] >= _counts(graph, some)]
        gone[frontier] = True
    belongs_to = graph.references.belongs_to
    for part in positions(len(gone), lambda here: belongs_to[here] >= 0):
        gone[part] = gone[belongs_to[part]]
    return gone


def _counts(graph: Graph, nodes: Numbers) -> Numbers:
    """The reference counts of some objects, as they are now."""
    found = words(graph.view.source.memory.gather(graph.objects(nodes), 8)[0])[:, 0]
    if graph.traversal.layout.counts_in_32_bits:
        found = found & _LOW
    counts = np.minimum(found, _HIGHEST - np.uint64(1)).astype(np.int32)
    # One of a link's counts is that of the list that it is in, which goes with its cache.
    counts[graph.traversal.is_link[graph.kind[nodes]]] -= 1
    return counts


def retained_bytes(graph: Graph, gone: Flags) -> tuple[int, int]:
    """The bytes of the nodes that go: in pymalloc's blocks, and in malloc's chunks with their headers."""
    split, sums = len(graph.numbering), [0, 0]
    for part in positions(len(gone), lambda here: gone[here]):
        sizes = graph.sizes(part)
        sums[0] += int(sizes[part < split].sum())
        sums[1] += int(sizes[part >= split].sum())
    return sums[0], sums[1]
