"""Graphs as the tests write them, and what networkx says of them."""

from collections.abc import Sequence

import networkx
import numpy as np
from numpy.typing import NDArray

Arcs = Sequence[tuple[int, int]]


def rows(count: int, arcs: Arcs) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The arcs as a compressed sparse row table."""
    ordered = sorted(arcs)
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(np.array([source for source, _ in ordered], np.int64), minlength=count), out=first[1:])
    return first, np.array([target for _, target in ordered], np.int32)


def expected_dominators(count: int, arcs: Arcs, roots: Sequence[int]) -> list[int]:
    """The immediate dominator of each node below a root of all roots, which is `count`; -1 where none leads to it."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count + 1))
    graph.add_edges_from(arcs)
    graph.add_edges_from((count, root) for root in roots)
    found = networkx.immediate_dominators(graph, count)
    return [found.get(node, -1) for node in range(count)]


def expected_retained(count: int, arcs: Arcs, roots: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """By definition: what is not reached any more when a node is taken away."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count + 1))
    graph.add_edges_from(arcs)
    graph.add_edges_from((count, root) for root in roots)
    whole = networkx.descendants(graph, count)
    kept = []
    for node in range(count):
        rest = graph.copy()
        rest.remove_node(node)
        kept.append(sum(sizes[one] for one in whole - networkx.descendants(rest, count)) if node in whole else 0)
    return [*kept, sum(sizes[one] for one in whole)]
