"""What goes back to the system when the largest containers that have a name are cleared."""

from collections.abc import Callable

import numpy as np

from sparsemem.outside.dominators.handed_down import hand_down
from sparsemem.outside.graph.belongings import Belongings
from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST, LEAST_BYTES = 5, 4 << 20
"""Containers of which it is worked out, and what they retain at least."""


def returned_by_owner(live: LiveHeap, returning: Callable[[Numbers], int]) -> dict[str, int]:
    """Resident bytes by the name of the owner; `returning` tells what goes back with some nodes.

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
    belongings, found = Belongings(graph), {}
    for bit, (path, node) in enumerate(nodes.items()):
        below = np.flatnonzero(sets[:-1] >> bit & 1).astype(np.int32)
        gone = np.concatenate([below[below != node], belongings.of(below)])
        found[owner_text(path)] = returning(gone)
    return found
