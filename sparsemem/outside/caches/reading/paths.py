"""Whether an object leads to another one."""

import numpy as np

from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.node_kinds import Role
from sparsemem.outside.pymalloc.block_numbers import Numbers

_STEPS = 6
"""References from the one to the other: an instance, its values, a list in them, its items, and again."""
_MOST = 200_000
"""Nodes that are looked at in all."""
_CLOSED = (Role.CLASS, Role.MODULE, Role.FUNCTION)


def lead_back(graph: Graph, starts: Addresses, ends: Addresses) -> int:
    """How many of the starts lead to their own end, within a few steps, and not through classes or modules."""
    return sum(
        _leads(graph, start, end)
        for start, end in zip(graph.find(starts).tolist(), graph.find(ends).tolist(), strict=True)
    )


def _leads(graph: Graph, start: int, end: int) -> bool:
    if start < 0 or end < 0:
        return False
    seen = frontier = np.array([start], np.int32)
    for _ in range(_STEPS):
        below = _below(graph, frontier)
        if (below == end).any():
            return True
        frontier = below[~np.isin(below, seen)]
        seen = distinct(np.concatenate([seen, frontier]))
        if not len(frontier) or len(seen) > _MOST:
            return False
    return False


def _below(graph: Graph, nodes: Numbers) -> Numbers:
    kind = graph.kind[nodes]
    closed = np.isin(graph.kinds.role[kind], _CLOSED) | graph.kinds.is_leaf[kind] | graph.kinds.is_code[kind]
    found = [edges.targets for edges in graph.edges(nodes[~closed])]
    return distinct(np.concatenate([np.zeros(0, np.int32), *found]))
