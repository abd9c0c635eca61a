"""A heap with its dominator tree: what each object takes, and what it retains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.dominator_tree import DominatorTree, find_dominators
from sparsemem.outside.dominators.retained import Sizes, retained_sizes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.holding_roots import Held
from sparsemem.outside.memory.own_memory import STEP, return_free_memory, zeros

WORD = 8
_MOST_WORDS = (1 << 32) - 1
_LARGE = 1 << 14
"""Bytes of a chunk whose pages are looked up one by one: of a smaller one all are taken to be there."""


@dataclass(frozen=True, slots=True)
class SolvedHeap:
    """Nodes as in the graph."""

    graph: Graph
    words: NDArray[np.uint32]
    """Shape (n,): words of 8 bytes that each object takes with the memory that belongs to it, and memory that belongs
    to none; 0 for memory that belongs to an object."""
    tree: DominatorTree
    inner: Nodes
    """Shape (m,): the inner nodes of the tree, in order."""
    inner_retained: Sizes
    """Shape (m,): bytes that would go with each of them. All other nodes retain what they take themselves."""
    reached_bytes: int
    """All that the roots lead to."""

    def own(self, nodes: Nodes | slice) -> Sizes:
        """The bytes of some nodes."""
        return self.words[nodes].astype(np.int64) * WORD

    def retained(self, nodes: Nodes) -> Sizes:
        """The bytes that would go with each of some nodes, itself included; 0 of what nothing leads to."""
        found = np.where(self.tree.dominator[nodes] >= 0, self.own(nodes), 0)
        if len(self.inner):
            at = np.minimum(np.searchsorted(self.inner, nodes), len(self.inner) - 1)
            is_inner = self.inner[at] == nodes
            found[is_inner] = self.inner_retained[at[is_inner]]
        return found

    def retained_by(self, node: int) -> int:
        """The same of one node."""
        return int(self.retained(np.array([node], np.int32))[0])

    def children(self, node: int) -> Nodes:
        """The objects that a node refers to and dominates at once."""
        table = self.graph.references
        below = table.targets[table.first[node] : table.first[node + 1]]
        found: Nodes = below[(self.tree.dominator[below] == node) & self.graph.are_objects(below)]
        return found


def solve_heap(graph: Graph, held: Held) -> SolvedHeap:
    """The dominators of all that the roots lead to."""
    tree = find_dominators(graph.references.first, graph.references.targets, held.roots, held.reached)
    return_free_memory()
    words, inner = own_words(graph), np.sort(tree.inner)
    retained = retained_sizes(tree, words)
    return SolvedHeap(graph, words, tree, inner, retained[:-1] * WORD, int(retained[-1]) * WORD)


def _resident_sizes(graph: Graph, nodes: Nodes) -> Sizes:
    """The bytes of some nodes, which are in order; of a large chunk those that are resident, since a buffer that was
    never written to takes no memory."""
    sizes = graph.sizes(nodes)
    large = np.flatnonzero(sizes >= _LARGE)
    if len(large):
        begin = graph.addresses(nodes[large])
        resident = graph.view.residency.between(begin, begin + sizes[large].astype(np.uint64))
        sizes[large] = np.maximum(np.minimum(sizes[large], resident), WORD)
    return sizes


def own_words(graph: Graph) -> NDArray[np.uint32]:
    """Of blocks and chunks; what belongs to an object is the object's."""
    count, owners = len(graph), graph.references.belongs_to
    words = zeros(count, np.uint32)
    for first in range(0, count, STEP):
        stop = min(first + STEP, count)
        sizes = _resident_sizes(graph, np.arange(first, stop, dtype=np.int32)) // WORD
        words[first:stop] = np.minimum(sizes, _MOST_WORDS)
    for first in range(0, count, STEP):
        some = np.flatnonzero(owners[first : first + STEP] >= 0)
        np.add.at(words, owners[first + some], words[first + some])
        words[first + some] = 0
    return words
