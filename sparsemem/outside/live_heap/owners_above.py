"""Without which owners each node would go: those that name a node on its way up the dominator tree."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, row_elements
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.own_memory import STEP, zeros

Sets = NDArray[np.uint16]


def owners_above(found: LiveHeap, label: NDArray[np.uint16], bits: Sets) -> Sets:
    """For each node a bit for each owner without which it would go; shape (n,).

    `label` is the number of the name that each node belongs to, `bits` has for each name the bit of its owner. A
    node stands for its owner where a reference leads to it from its dominator, which has another owner, or from
    outside the heap. What nothing leads to goes with the owner that it has.
    """
    heap, count = found.heap, len(found.heap.graph)
    above = np.append(heap.tree.dominator, count).astype(np.int32)
    sets: Sets = zeros(count + 1, np.uint16)
    for part in (_named_below(found, label), found.roots):
        sets[part] = bits[label[part]]
    apart = np.flatnonzero(above < 0)
    sets[apart], above[apart] = bits[label[apart]], count
    while (above < count).any():
        for first in range(0, count, STEP):
            here = slice(first, min(first + STEP, count))
            sets[here] |= sets[above[here]]
        above = above[above]
    owners = heap.graph.references.belongs_to
    mine = np.flatnonzero(owners >= 0)
    sets[mine] = sets[owners[mine]]
    return sets[:count]


def _named_below(found: LiveHeap, label: NDArray[np.uint16]) -> Nodes:
    """Nodes that their dominator refers to and that have another owner than it."""
    table, above = found.heap.graph.references, found.heap.tree.dominator
    inner = np.flatnonzero((above >= 0) & (above < len(above)))
    other = inner[label[inner] != label[above[inner]]]
    parents = np.unique(above[other]).astype(np.int32)
    row, places = row_elements(table.first, parents)
    below = table.targets[places]
    direct = (above[below] == parents[row]) & (label[below] != label[parents[row]])
    found_below: Nodes = below[direct]
    return found_below
