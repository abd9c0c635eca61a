"""When each node goes, where references to some of them are dropped one after the other."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

Dropped = Callable[[], Numbers]
"""The nodes to which references are dropped, in this order, a node as often as it is held."""
_BATCH = 1 << 17
_ROUNDS = 50
"""Steps of a way behind what is dropped; of what lies behind longer ones only the first part is known."""


def order_of_going(graph: Graph, gone: Flags, dropped: Numbers) -> NDArray[np.int32]:
    """For each node how many references are dropped before it goes, by the last one that leads to it; 0 of those that
    do not go, or whose time is unknown. Shape (n,)."""
    order = zeros(len(graph), np.int32)
    np.maximum.at(order, dropped, np.arange(1, len(dropped) + 1, dtype=np.int32))
    frontier = distinct(dropped)
    for _ in range(_ROUNDS):
        frontier = frontier[gone[frontier] & ~graph.kinds.is_leaf[graph.kind[frontier]]]
        if not len(frontier):
            break
        frontier = _handed_on(graph, order, gone, frontier)
    for some, owners in graph.references.belongs_to.owned():
        order[some] = np.maximum(order[some], order[owners])
    return order


def _handed_on(graph: Graph, order: NDArray[np.int32], gone: Flags, sources: Numbers) -> Numbers:
    """Gives what each source refers to its time, where that is later; the nodes whose time has changed."""
    changed = [np.zeros(0, np.int32)]
    for first in range(0, len(sources), _BATCH):
        for edges in graph.edges(sources[first : first + _BATCH]):
            times = order[edges.sources]
            later = gone[edges.targets] & (times > order[edges.targets])
            np.maximum.at(order, edges.targets[later], times[later])
            changed.append(edges.targets[later])
    return distinct(np.concatenate(changed))
