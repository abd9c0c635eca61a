"""Large objects that several others refer to: none of these has such a one alone, so that no path leads down to it.

It is named by one of them all the same. Without a name it would be of the row of some small neighbour.
"""

from collections.abc import Collection, Mapping
from heapq import nlargest

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.live_heap.attribute_steps import DEPTH, attribute_step, entry_step
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.own_memory import positions

Paths = Mapping[int, tuple[str, ...]]
"""By node."""
_MOST_REFERENCES = 64
"""To one object, whose names are read."""


class SharedObjects:
    """Those that retain so much, and who refers to them."""

    def __init__(self, heap: SolvedHeap, edges: EdgeNames, named: Collection[int], least: int) -> None:
        """Of those that are not `named`, and that the object without which they would go does not itself refer to."""
        self._heap, self._edges = heap, edges
        inner = heap.inner_from(least)
        inner = inner[heap.graph.are_objects(inner) & ~heap.graph.kinds.is_code[heap.graph.kind[inner]]]
        unnamed = [node for node in inner.tolist() if node not in named]
        self._references = self._find_references(np.array(unnamed, np.int32)) if unnamed else {}
        self.nodes = sorted(filter(self._is_shared, unnamed), key=heap.retained_by, reverse=True)

    def _find_references(self, nodes: Nodes) -> dict[int, list[tuple[int, int]]]:
        """The object and the slot of each reference to one of some nodes."""
        table, wanted = self._heap.graph.references, np.zeros(len(self._heap.graph), np.bool_)
        wanted[nodes] = True
        found: dict[int, list[tuple[int, int]]] = {}
        for places in positions(len(table.targets), lambda here: wanted[table.targets[here]]):
            columns = (table.targets[places], table.sources(places.astype(np.int64)), table.slots[places])
            for target, source, slot in zip(*(column.tolist() for column in columns), strict=True):
                found.setdefault(target, []).append((source, slot & (UNVISITED - 1)))
        return found

    def _is_shared(self, node: int) -> bool:
        above = int(self._heap.tree.dominator[node])
        return all(source != above for source, _ in self._references.get(node, ()))

    def named_next(self, paths: Paths) -> tuple[int, tuple[str, ...]] | None:
        """The largest without a path that something with one refers to, and its shortest path; None at the end."""
        for node in self.nodes:
            if node not in paths:
                ways = [(*paths[of], step) for of, step in self._steps(node, paths)]
                shortest = min(ways, key=len, default=())
                if 0 < len(shortest) <= DEPTH + 1:
                    return node, shortest
        return None

    def _steps(self, node: int, paths: Paths) -> list[tuple[int, str]]:
        """The objects with a path that refer to a node by a name, the one that retains the most first, and the step
        from each. To name a step is slow, and a node may have a million references: those with a path are few."""
        graph, found = self._heap.graph, []
        for source, slot, above in self._with_path(node, paths):
            of, step = source, attribute_step(graph, self._edges, (source, node), slot)
            if step is None and above in paths:
                of, step = above, entry_step(graph, self._edges, (source, node), slot, above)
            if step and of in paths:
                found.append((of, step))
        return sorted(found, key=lambda one: self._heap.retained_by(one[0]), reverse=True)

    def _with_path(self, node: int, paths: Paths) -> list[tuple[int, int, int]]:
        """Some of the references that come from what has a path, or from a dict of it: the object, the slot,
        and whose dict it is, -1 for no dict."""
        graph, found = self._heap.graph, []
        for source, slot in self._references.get(node, ()):
            above = int(self._heap.tree.dominator[source]) if graph.kinds.is_dict[graph.kind[source]] else -1
            above = above if 0 <= above < len(graph) else -1
            if source in paths or above in paths:
                found.append((source, slot, above))
        return nlargest(_MOST_REFERENCES, found, key=lambda one: self._heap.retained_by(one[0]))
