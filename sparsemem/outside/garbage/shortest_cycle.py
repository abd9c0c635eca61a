"""The shortest cycle through a component of garbage, and the names of the references on it."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.reference_table import UNVISITED
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.pymalloc.block_numbers import Numbers

_STARTS = 40
"""Members of a component from which the shortest cycle is looked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """An object on a cycle, and its reference to the next one."""

    node: int
    type: str
    name: str
    """`.parent`, `[]`, `['key']`."""

    @property
    def text(self) -> str:
        """`Node.parent`."""
        return f"{self.type}{self.name}"


@dataclass(frozen=True, slots=True)
class InnerReferences:
    """The references within the garbage; the numbers are positions in it."""

    nodes: Numbers
    arcs: Arcs
    slots: NDArray[np.uint16]


def inner_references(graph: Graph, nodes: Numbers) -> InnerReferences:
    """Those that the collector visits, from some nodes to one another; the nodes are in order."""
    position = zeros(len(graph), np.int32)
    position[nodes] = np.arange(1, len(nodes) + 1)
    row, edges = graph.references.edges(nodes)
    targets = position[graph.references.targets[edges]] - 1
    # What the collector does not visit closes no cycle: a pointer back from memory of C holds no count.
    inside = (targets >= 0) & (graph.references.slots[edges] < UNVISITED)
    arcs = Arcs(row[inside].astype(np.int32), targets[inside].astype(np.int32))
    return InnerReferences(nodes, arcs, graph.references.slots[edges[inside]])


def shortest_cycle(inner: InnerReferences, members: NDArray[np.int64]) -> list[int]:
    """The shortest cycle through some members of a component, as far as they were looked at."""
    below = _rows(inner, members)
    best: list[int] = []
    for start in members[:: max(1, len(members) // _STARTS)].tolist():
        found = _cycle_from(below, start, len(best) or len(members) + 1)
        best = found or best
    return best


def _rows(inner: InnerReferences, members: NDArray[np.int64]) -> dict[int, list[int]]:
    below: dict[int, list[int]] = {node: [] for node in members.tolist()}
    first = np.searchsorted(inner.arcs.sources, members)
    stop = np.searchsorted(inner.arcs.sources, members, "right")
    for node, begin, end in zip(members.tolist(), first.tolist(), stop.tolist(), strict=True):
        below[node] = [one for one in inner.arcs.targets[begin:end].tolist() if one in below]
    return below


def _cycle_from(below: dict[int, list[int]], start: int, shorter_than: int) -> list[int]:
    before, pending = {start: (start, 1)}, deque([start])
    while pending:
        node = pending.popleft()
        depth = before[node][1]
        if depth >= shorter_than:
            return []
        for target in below[node]:
            if target == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]][0])
                return path[::-1]
            if target not in before:
                before[target] = (node, depth + 1)
                pending.append(target)
    return []


def drawn(names: EdgeNames, inner: InnerReferences, cycle: list[int]) -> list[Step]:
    """The objects of a cycle, each with the name of its reference to the next one."""
    steps: list[Step] = []
    for node, target in zip(cycle, [*cycle[1:], *cycle[:1]], strict=True):
        first, stop = np.searchsorted(inner.arcs.sources, np.array([node, node + 1], np.int32))
        edge = first + int(np.flatnonzero(inner.arcs.targets[first:stop] == target)[0])
        source = int(inner.nodes[node])
        name = names.name(source, int(inner.slots[edge]), int(inner.nodes[target]))
        steps.append(Step(source, names.type_name(source), name))
    return _without_dicts(steps)


def _without_dicts(steps: list[Step]) -> list[Step]:
    """An attribute in an object's own dict is an attribute of the object: `Node.parent` for two steps."""
    if len(steps) > 1 and steps[-1].name == ".__dict__":
        steps = [steps[-1], *steps[:-1]]
    found: list[Step] = []
    for step in steps:
        if found and found[-1].name == ".__dict__" and step.name.startswith("['"):
            found[-1] = replace(found[-1], name=f".{step.name[2:-2]}")
        else:
            found.append(step)
    return found
