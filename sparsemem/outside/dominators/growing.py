"""The dominator tree of a graph without cycles, grown from its root in the order of its arcs."""

import numpy as np

from sparsemem.outside.dominators.ancestors import Tree
from sparsemem.outside.dominators.arcs import Arcs, Nodes, lower_halves, row_elements, sorted_pairs
from sparsemem.outside.dominators.only_referrers import OnlyReferrers
from sparsemem.outside.dominators.reachability import NARROW, WIDE
from sparsemem.outside.memory.own_memory import STEP
from sparsemem.outside.memory.sorted_numbers import changes


def grow(arcs: Arcs, only: OnlyReferrers, further: int) -> Tree:
    """The dominator tree of nodes that have an only referrer, of others that arcs lead to, and of so many `further`
    ones among these. The table of only referrers is used up."""
    growth = _Growth(arcs, only.parent, further)
    ready = growth.release(np.array([only.root], np.int32))
    while len(ready):
        if len(ready) < NARROW:
            ready = growth.add_few(ready)
            continue
        parts = (ready[first : first + STEP] for first in range(0, len(ready), STEP))
        ready = np.concatenate([growth.add_many(part) for part in parts])
    return growth.tree


class _Growth:
    """The tree, and what each node still waits for."""

    def __init__(self, arcs: Arcs, parent: Nodes, further: int) -> None:
        root, count = len(parent) - 1, len(parent) + further
        if further:
            parent = np.append(parent, np.full(further, -1, np.int32))
        targets, self._before = sorted_pairs(arcs.targets, arcs.sources)
        begins = np.flatnonzero(changes(targets))
        self._first_before = np.append(begins, len(targets)).astype(np.int32)
        """Of the nodes with several predecessors, in order, where each one's begin in `before`."""
        self._missing = np.diff(self._first_before)
        """How many of their predecessors are not in the tree."""
        arcs = Arcs(self._before, targets)
        self._below, self._first_below = _below(arcs, parent, root), _first_below(arcs, parent, root)
        waiting = targets[begins]
        parent[waiting] = -1 - np.arange(len(waiting), dtype=np.int32)  # as long as they wait, their place
        self.tree = Tree(parent, np.zeros(count, np.int32), np.zeros(count, np.int32))
        self.tree.jump[root] = root

    def add_many(self, nodes: Nodes) -> Nodes:
        """Takes nodes into the tree whose predecessors all are in it; returns those that are ready then."""
        parents = self.tree.parent[nodes]
        several = np.flatnonzero(parents < 0)
        rows, places = row_elements(self._first_before, -1 - parents[several])
        parents[several] = self.tree.nearest_common_of_rows(rows.astype(np.int32), self._before[places])
        self.tree.add(nodes, parents)
        return self.release(nodes)

    def release(self, nodes: Nodes) -> Nodes:
        """What waited for nothing but these nodes, which are in the tree now."""
        below = self._below[row_elements(self._first_below, nodes)[1]]
        waits = self.tree.parent[below] < 0
        several, ready = np.sort(below[waits]), below[~waits]
        begins = np.flatnonzero(changes(several))
        places = -1 - self.tree.parent[several[begins]]
        self._missing[places] -= np.diff(begins, append=len(several)).astype(np.int32)
        return np.concatenate([ready, several[begins][self._missing[places] == 0]])

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
                above = parent[node]
                if above < 0:
                    begin, end = first_before[-1 - above], first_before[-above]
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
                    place = -1 - parent[other]
                    if place >= 0:
                        missing[place] -= 1
                        if missing[place]:
                            continue
                    next_ones.append(other)
            ready = next_ones
        return np.array(ready, np.int32)


def _below(arcs: Arcs, parent: Nodes, root: int) -> Nodes:
    """What each node leads to, node by node: where it is the only referrer, and by arcs."""
    have_one = np.flatnonzero(parent >= 0).astype(np.int32)
    have_one = have_one[have_one != root]
    keys = np.empty(len(have_one) + len(arcs), np.int64)
    np.copyto(keys[: len(have_one)], parent[have_one])
    np.copyto(keys[len(have_one) :], arcs.sources)
    keys <<= 32
    keys[: len(have_one)] |= have_one
    keys[len(have_one) :] |= arcs.targets
    keys.sort()
    return lower_halves(keys)


def _first_below(arcs: Arcs, parent: Nodes, root: int) -> Nodes:
    """Where that of each node begins."""
    counts = np.zeros(len(parent) + 1, np.int32)
    one = np.int32(1)
    for first in range(0, len(parent), STEP):
        some = parent[first : first + STEP]
        np.add.at(counts, some[some >= 0] + 1, one)
    counts[root + 1] -= 1
    np.add.at(counts, arcs.sources + 1, one)
    np.cumsum(counts, out=counts)
    return counts


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
