"""What goes back to the system when the largest containers that have a name are cleared."""

from collections.abc import Callable
from functools import partial

import numpy as np

from sparsemem.outside.dominators.handed_down import Sets, hand_down
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.owners.order_of_going import Dropped
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST, LEAST_BYTES = 8, 1 << 18
"""Containers of which it is worked out, and what they retain at least."""


def returned_by_owner(live: LiveHeap, returning: Callable[[Flags, Dropped], int]) -> dict[str, int]:
    """Resident bytes by the name of the owner; `returning` tells what goes back with the nodes that are marked.

    A container stays itself: what is in it goes, and its table. Of a name that several objects have nothing is said.
    """
    named = {live.nodes.paths[label]: nodes for label, nodes in live.nodes.named.items() if len(nodes) == 1}
    large = [row for row in live.owners if row.entries and row.retained_bytes >= LEAST_BYTES and row.path in named]
    nodes = {row.path: next(iter(named[row.path])) for row in large[:_MOST]}
    if not nodes:
        return {}
    graph, sets = live.heap.graph, zeros(len(live.heap.graph) + 1, np.uint16)
    for bit, node in enumerate(nodes.values()):
        sets[node] |= 1 << bit
    hand_down(live.heap.tree, sets)
    gone = ((path, node, _below(graph, sets, 1 << bit, node)) for bit, (path, node) in enumerate(nodes.items()))
    return {owner_text(path): returning(below, partial(_dropped, graph, node)) for path, node, below in gone}


def _dropped(graph: Graph, container: int) -> Numbers:
    """What a container refers to, in the order in which clearing it drops that: a list begins at its end."""
    found = [edges.targets for edges in graph.edges(np.array([container], np.int32))]
    items: Numbers = np.concatenate(found)
    return items[::-1] if graph.kinds.types[graph.kind[container]].name == "list" else items


def _below(graph: Graph, sets: Sets, bit: int, container: int) -> Flags:
    """Marks what has a bit, the container left out, and all that belongs to it and to the container."""
    goes = zeros(len(graph), np.bool_)
    for some in positions(len(graph), lambda here: sets[:-1][here] & bit != 0):
        goes[some] = True
    for some, owners in graph.references.belongs_to.owned():
        goes[some] = goes[owners]
    goes[container] = False
    return goes
