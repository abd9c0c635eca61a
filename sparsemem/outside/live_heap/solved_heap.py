"""A heap with its dominator tree: what each object takes, and what it retains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.dominator_tree import DominatorTree, find_dominators
from sparsemem.outside.dominators.retained import Sizes, retained_sizes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.own_memory import STEP, zeros


@dataclass(frozen=True, slots=True)
class SolvedHeap:
    """Shape (n,) each, where not said; nodes as in the graph."""

    graph: Graph
    own: Sizes
    """Bytes of each object with the memory that belongs to it, and of memory that belongs to none."""
    tree: DominatorTree
    retained: Sizes
    """Bytes that would go with each node; shape (n + 1,), the last is all that the roots lead to."""

    def children(self, node: int) -> Nodes:
        """What a node refers to and dominates at once."""
        table = self.graph.references
        below = table.targets[table.first[node] : table.first[node + 1]]
        found: Nodes = below[self.tree.dominator[below] == node]
        return found


def solve_heap(graph: Graph, roots: Nodes) -> SolvedHeap:
    """The dominators of all that the roots lead to."""
    tree = find_dominators(graph.references.first, graph.references.targets, roots)
    own = own_sizes(graph)
    return SolvedHeap(graph, own, tree, retained_sizes(tree, own))


def own_sizes(graph: Graph) -> Sizes:
    """Bytes of blocks and chunks; what belongs to an object is the object's."""
    count = len(graph)
    sizes: NDArray[np.int64] = zeros(count, np.int64)
    for first in range(0, count, STEP):
        stop = min(first + STEP, count)
        sizes[first:stop] = graph.sizes(np.arange(first, stop, dtype=np.int32))
    for first in range(0, count, STEP):
        owners = graph.references.belongs_to[first : first + STEP]
        some = np.flatnonzero(owners >= 0)
        np.add.at(sizes, owners[some], sizes[first + some])
        sizes[first + some] = 0
    return sizes
