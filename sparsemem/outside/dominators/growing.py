"""The dominator tree of a graph without cycles, grown from its root in the order of its arcs."""

import numpy as np

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, row_bounds, row_elements, sorted_pairs
from sparsemem.outside.dominators.reachability import NARROW, WIDE
from sparsemem.outside.memory.own_memory import STEP


def grow(arcs: Arcs, count: int, root: int) -> Tree:
    """The dominator tree; the root leads to all that the arcs lead to."""
    growth = _Growth(arcs, count, root)
    ready = growth.release(np.array([root], np.int32))
    while len(ready):
        if len(ready) < NARROW:
            ready = growth.add_few(ready)
            continue
        parts = (ready[first : first + STEP] for first in range(0, len(ready), STEP))
        ready = np.concatenate([growth.add_many(part) for part in parts])
    return growth.tree


class _Growth:
    """The tree, and what each node still waits for."""

    def __init__(self, arcs: Arcs, count: int, root: int) -> None:
        sources, self._below = sorted_pairs(arcs.sources, arcs.targets)
        self._first_below = row_bounds(sources, count)
        del sources
        targets, self._before = sorted_pairs(arcs.targets, arcs.sources)
        self._first_before = row_bounds(targets, count)
        del targets
        self._missing = np.diff(self._first_before)
        """How many of a node's predecessors are not in the tree."""
        self.tree = Tree.of(count)
        self.tree.parent[root] = self.tree.jump[root] = root

    def add_many(self, nodes: Nodes) -> Nodes:
        """Takes nodes into the tree whose predecessors all are in it; returns those that are ready then."""
        parents = self._before[self._first_before[nodes]]
        several = np.flatnonzero(self._first_before[nodes + 1] - self._first_before[nodes] > 1)
        rows, places = row_elements(self._first_before, nodes[several])
        parents[several] = self.tree.nearest_common_of_rows(rows.astype(np.int32), self._before[places])
        self.tree.add(nodes, parents)
        return self.release(nodes)

    def release(self, nodes: Nodes) -> Nodes:
        """What waited for nothing but these nodes, which are in the tree now."""
        below = np.sort(self._below[row_elements(self._first_below, nodes)[1]])
        begins = np.flatnonzero(np.diff(below, prepend=-1))
        counts = np.diff(begins, append=len(below)).astype(np.int32)
        below = below[begins]
        self._missing[below] -= counts
        ready: Nodes = below[self._missing[below] == 0]
        return ready

    def add_few(self, nodes: Nodes) -> Nodes:
        """The same node by node, until none is ready or many are."""
        ready: list[int] = nodes.tolist()
        parent, jump, depth = self.tree.parent.data, self.tree.jump.data, self.tree.depth.data
        first_before, before = self._first_before.data, self._before.data
        first_below, below = self._first_below.data, self._below.data
        missing = self._missing.data
        while ready and len(ready) < WIDE:
            next_ones: list[int] = []
            for node in ready:
                begin, end = first_before[node], first_before[node + 1]
                if end - begin > WIDE:
                    next_ones += self.add_many(np.array([node], np.int32)).tolist()
                    continue
                above = before[begin]
                for other in before[begin + 1 : end]:
                    above = _nearest_common(above, other, parent, jump, depth)
                far = jump[above]
                is_even = depth[above] - depth[far] == depth[far] - depth[jump[far]]
                parent[node], depth[node], jump[node] = above, depth[above] + 1, jump[far] if is_even else above
                for other in below[first_below[node] : first_below[node + 1]]:
                    missing[other] -= 1
                    if not missing[other]:
                        next_ones.append(other)
            ready = next_ones
        return np.array(ready, np.int32)


def _nearest_common(
    left: int, right: int, parent: "memoryview[int]", jump: "memoryview[int]", depth: "memoryview[int]"
) -> int:
    """The nearest common ancestor of two nodes of the tree."""
    if depth[left] < depth[right]:
        left, right = right, left
    bound = depth[right]
    while depth[left] > bound:
        left = jump[left] if depth[jump[left]] >= bound else parent[left]
    while left != right:
        if jump[left] != jump[right]:
            left, right = jump[left], jump[right]
        else:
            left, right = parent[left], parent[right]
    return left
