"""Ancestors in a tree that grows from its root: each node knows its parent and one ancestor further up.

The further one is chosen so that every ancestor is found in a logarithm of the depth of steps, and a new leaf needs
no more than a look at its parent (Myers, An applicative random-access stack, 1983).
"""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes


@dataclass(frozen=True, slots=True)
class Tree:
    """Shape (n,) each; the root is its own parent, at depth 0."""

    parent: Nodes
    jump: Nodes
    depth: Nodes

    @classmethod
    def of(cls, count: int) -> "Tree":
        """Room for so many nodes, of which none is in the tree but those that are roots of their own."""
        return cls(np.zeros(count, np.int32), np.zeros(count, np.int32), np.zeros(count, np.int32))

    def add(self, nodes: Nodes, parents: Nodes) -> None:
        """New leaves."""
        depth, jump = self.depth, self.jump
        far = jump[parents]
        further = jump[far]
        even = depth[parents] - depth[far] == depth[far] - depth[further]
        self.parent[nodes], depth[nodes] = parents, depth[parents] + 1
        jump[nodes] = np.where(even, further, parents)

    def lift(self, nodes: Nodes, depths: Nodes) -> Nodes:
        """The ancestor of each node at a depth; the node itself where it is not deeper."""
        nodes = nodes.copy()
        rest = np.flatnonzero(self.depth[nodes] > depths)
        while len(rest):
            at, bound = nodes[rest], depths[rest]
            far = self.jump[at]
            at = np.where(self.depth[far] >= bound, far, self.parent[at])
            nodes[rest] = at
            rest = rest[self.depth[at] > bound]
        return nodes

    def nearest_common(self, left: Nodes, right: Nodes) -> Nodes:
        """The nearest common ancestor of each pair."""
        depth = np.minimum(self.depth[left], self.depth[right])
        left, right = self.lift(left, depth), self.lift(right, depth)
        rest = np.flatnonzero(left != right)
        while len(rest):
            one, other = left[rest], right[rest]
            # Nodes of one depth have their jumps at one depth as well.
            far, apart = self.jump[one], self.jump[other]
            jumps = far != apart
            one = np.where(jumps, far, self.parent[one])
            left[rest] = one
            right[rest] = other = np.where(jumps, apart, self.parent[other])
            rest = rest[one != other]
        return left

    def nearest_common_of_rows(self, rows: Nodes, nodes: Nodes) -> Nodes:
        """That of all nodes of each row, by pairs; `rows` are in order, from 0 on, and none is missing."""
        while True:
            begins = np.flatnonzero(np.diff(rows, prepend=-1))
            if len(begins) == len(rows):
                return nodes
            is_second = (np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))) % 2 == 1
            second = np.flatnonzero(is_second)
            nodes[second - 1] = self.nearest_common(nodes[second - 1], nodes[second])
            rows, nodes = rows[~is_second], nodes[~is_second]
