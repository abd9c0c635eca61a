"""Without which owners each node would go: those that name a node on its way up the dominator tree."""

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes, follow_rows
from sparsemem.outside.dominators.handed_down import Sets, hand_down
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.own_memory import positions, zeros
from sparsemem.outside.memory.sorted_numbers import distinct


def owners_above(found: LiveHeap, bits: Sets) -> Sets:
    """For each node a bit for each owner without which it would go; shape (n,).

    `bits` has for each owner's number the bit of the row that it is in. A node stands for its owner where a reference
    leads to it from its dominator, which has another owner, or from outside the heap. What nothing leads to goes with
    the owner that it has.
    """
    graph, above, labels = found.heap.graph, found.heap.tree.dominator, found.nodes.labels
    sets: Sets = zeros(len(graph) + 1, np.uint16)
    sets[found.roots] = bits[labels[found.roots]]
    for part in _named_below(found):
        sets[part] = bits[labels[part]]
    hand_down(found.heap.tree, sets)
    for some in positions(len(graph), lambda here: above[here] < 0):
        sets[some] = bits[labels[some]]
    for some, owners in graph.references.belongs_to.owned():
        sets[some] = sets[owners]
    return sets[: len(graph)]


def _named_below(found: LiveHeap) -> list[Nodes]:
    """Nodes that their dominator refers to and that have another owner than it."""
    table, above, labels = found.heap.graph.references, found.heap.tree.dominator, found.nodes.labels
    parents: list[Nodes] = [np.zeros(0, np.int32)]
    for some in positions(len(above), lambda here: (above[here] >= 0) & (above[here] < len(above))):
        parents.append(distinct(above[some[labels[some] != labels[above[some]]]]))
    direct = []
    for sources, places in follow_rows(table.first, distinct(np.concatenate(parents))):
        below = table.targets[places]
        direct.append(below[(above[below] == sources) & (labels[below] != labels[sources])])
    return direct
