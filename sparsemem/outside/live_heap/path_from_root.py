"""Why an object is alive: the shortest way from something that holds it to it, step by step."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from sparsemem.model import HeapStep
from sparsemem.model.owner_names import LEADS_TO
from sparsemem.outside.dominators.arcs import Nodes, row_elements
from sparsemem.outside.dominators.reachability import NARROW, WIDE
from sparsemem.outside.graph.edge_names import EdgeNames
from sparsemem.outside.graph.namespaces import MODULE_NAME
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.live_heap.attribute_steps import type_of
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.dict_entries import read_word
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.objects.object_values import read_text

_FIRST, _LAST = 15, 10
"""Steps that are told of a longer way: a linked list has one for each of its links."""


def find_way(found: LiveHeap, wanted: str) -> tuple[HeapStep, ...]:
    """The steps to what a name or type stands for; none where there is no such object."""
    node = find_node(found, wanted)
    return () if node is None else path_to(found, node)


def find_node(found: LiveHeap, wanted: str) -> int | None:
    """The object that a name stands for, or of several of that name or type the one that retains the most."""
    named = [
        node
        for node, path in found.variables.paths.items()
        if wanted in (LEADS_TO.join(path), path[-1], path[-1].rpartition(".")[2])
    ]
    if not named:
        types = found.heap.graph.kinds.types
        numbers = [number for number, one in enumerate(types) if wanted in (one.name, one.name.rpartition(".")[2])]
        kinds = found.heap.graph.kinds
        are = np.isin(kinds.type[found.heap.graph.kind], numbers) & (kinds.before[found.heap.graph.kind] >= 0)
        named = np.flatnonzero(are & (found.heap.tree.dominator >= 0)).tolist()
    return max(named, key=found.heap.retained_by, default=None)


def path_to(found: LiveHeap, node: int) -> tuple[HeapStep, ...]:
    """The steps from the root to an object; of many those at both ends."""
    heap, way = found.heap, _way(_ways_to(found, node), node)
    root = HeapStep(_holder(found, way[0]), type_of(heap.graph, way[0]), heap.retained_by(way[0]))
    steps = [*pairwise(way)]
    left_out = max(len(steps) - _FIRST - _LAST, 0)
    if not left_out:
        return root, *_told(found, steps)
    first, *last = _told(found, steps[-_LAST:])
    return root, *_told(found, steps[:_FIRST]), replace(first, left_out=left_out), *last


def _way(above: Nodes, node: int) -> list[int]:
    way = [node]
    while above[way[-1]] >= 0:
        way.append(int(above[way[-1]]))
    return way[::-1]


def _told(found: LiveHeap, steps: Iterable[tuple[int, int]]) -> list[HeapStep]:
    heap, edges, told = found.heap, EdgeNames(found.heap.graph), []
    for source, target in steps:
        name = edges.name(source, _slot(heap.graph.references, source, target), target)
        told.append(HeapStep(name.strip(), type_of(heap.graph, target), heap.retained_by(target)))
    return told


def _ways_to(found: LiveHeap, node: int) -> Nodes:
    """As `_shortest_ways`: from modules where one leads to the node, where people look first, else from any root."""
    graph = found.heap.graph
    modules = found.roots[graph.kinds.role[graph.kind[found.roots]] == Role.MODULE]
    above = _shortest_ways(graph.references, modules)
    return above if above[node] != -2 else _shortest_ways(graph.references, found.roots)


def _holder(found: LiveHeap, node: int) -> str:
    graph = found.heap.graph
    if graph.kinds.role[graph.kind[node]] == Role.MODULE:
        memory, address = graph.view.source.memory, int(graph.objects(np.array([node], np.int32))[0])
        return f"module {read_text(memory, read_word(memory, address + MODULE_NAME), graph.kinds.old) or '?'}"
    return LEADS_TO.join(found.variables.paths.get(node, ())) or found.variables.code.get(node, "held from outside")


def _slot(references: References, source: int, target: int) -> int:
    begin, end = int(references.first[source]), int(references.first[source + 1])
    at = int(np.flatnonzero(references.targets[begin:end] == target)[0])
    return int(references.slots[begin + at])


def _shortest_ways(references: References, roots: Nodes) -> Nodes:
    """The node before each one on a shortest way; -1 for roots, -2 for what is not reached."""
    above = np.full(len(references.first) - 1, -2, np.int32)
    above[roots] = -1
    frontier = roots
    while len(frontier):
        if len(frontier) < NARROW:
            frontier = _follow_few(references, above, frontier.tolist())
            continue
        row, places = row_elements(references.first, frontier)
        below = references.targets[places]
        fresh = above[below] == -2
        above[below[fresh]] = frontier[row[fresh]]
        frontier = distinct(below[fresh])
    return above


def _follow_few(references: References, above: Nodes, pending: list[int]) -> Nodes:
    first, target, known = references.first.data, references.targets.data, above.data
    while pending and len(pending) < WIDE:
        below = []
        for node in pending:
            for other in target[first[node] : first[node + 1]]:
                if known[other] == -2:
                    known[other] = node
                    below.append(other)
        pending = below
    return np.array(pending, np.int32)
