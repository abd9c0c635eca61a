"""A heap with its dominator tree: what each object takes, and what it retains."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.dominator_tree import DominatorTree, find_dominators_and_depths
from sparsemem.outside.dominators.retained import Sizes, retained_sizes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.live_heap.holding_roots import Held
from sparsemem.outside.live_heap.own_sizes import WORD, Weights, own_words
from sparsemem.outside.memory.narrow_numbers import NarrowNumbers
from sparsemem.outside.memory.own_memory import parts, return_free_memory
from sparsemem.outside.memory.sorted_numbers import places_in


@dataclass(frozen=True, slots=True)
class SolvedHeap:
    """Nodes as in the graph."""

    graph: Graph
    words: NarrowNumbers
    """Shape (n,): words of 8 bytes that each object takes with the memory that belongs to it, and memory that belongs
    to none; 0 for memory that belongs to an object."""
    tree: DominatorTree
    inner_words: NarrowNumbers
    """Shape (m,): words that would go with each inner node of the tree. Others retain what they take themselves."""
    weights: Weights | None
    """Where the graph is a sample."""
    reached_bytes: int
    """All that the roots lead to."""

    def own(self, nodes: Nodes | slice) -> Sizes:
        """The bytes of some nodes."""
        return self.words[nodes] * WORD

    def counts(self, here: slice) -> NDArray[np.float64]:
        """How many nodes each of some stands for."""
        return np.ones(here.stop - here.start) if self.weights is None else self.weights[here].astype(np.float64)

    def retained(self, nodes: Nodes) -> Sizes:
        """The bytes that would go with each of some nodes, itself included; 0 of what nothing leads to."""
        found = np.where(self.tree.dominator[nodes] >= 0, self.own(nodes), 0)
        at = places_in(self.tree.inner, nodes)
        is_inner = at >= 0
        found[is_inner] = self.inner_words[at[is_inner]] * WORD
        return found

    def inner_parts(self) -> Iterator[tuple[Nodes, Sizes]]:
        """All inner nodes, in order, some at a time, and the bytes that would go with each."""
        for here in parts(len(self.tree.inner)):
            yield self.tree.inner[here], self.inner_words[here] * WORD

    def inner_from(self, least: int) -> Nodes:
        """The inner nodes that retain so many bytes at least, in order."""
        found = [nodes[sizes >= least] for nodes, sizes in self.inner_parts()]
        return np.concatenate([np.zeros(0, np.int32), *found])

    def retained_by(self, node: int) -> int:
        """The same of one node."""
        return int(self.retained(np.array([node], np.int32))[0])

    def children(self, node: int) -> Nodes:
        """The objects that a node refers to and dominates at once."""
        table = self.graph.references
        below = table.targets[table.first[node] : table.first[node + 1]]
        found: Nodes = below[(self.tree.dominator[below] == node) & self.graph.are_objects(below)]
        return found


def solve_heap(graph: Graph, held: Held, weights: Weights | None = None) -> SolvedHeap:
    """The dominators of all that the roots lead to; with `weights`, each node counts for as many."""
    tree, depths = find_dominators_and_depths(
        graph.references.first, graph.references.targets, held.roots, held.reached
    )
    return_free_memory()
    words = own_words(graph, weights)
    retained = retained_sizes(tree, depths, words)
    inner_words = NarrowNumbers(len(retained) - 1, (retained[:-1][here] for here in parts(len(retained) - 1)))
    return SolvedHeap(graph, words, tree, inner_words, weights, int(retained[-1]) * WORD)
