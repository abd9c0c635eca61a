"""Strongly connected components where there are many small ones, as in garbage: all are looked for at the same time.

The colouring algorithm (Orzan, On Distributed Verification and Verified Distribution, 2004): each node takes the
highest number of those that lead to it; what leads back to a node that kept its own number, by nodes of its colour,
is its component. Some rounds over arrays take a tenth of the time of a search node by node, which finishes what is
too deep for them.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes, row_bounds, row_elements, sorted_pairs
from sparsemem.outside.dominators.strong_components import strong_components
from sparsemem.outside.memory.sorted_numbers import distinct

_MOST_ROUNDS = 2000
"""Each takes 50 microseconds at least, and a search of 100,000 nodes as long as so many."""
_MOST_PEELS = 8


def cyclic_components(arcs: Arcs, count: int) -> Nodes:
    """For each of `count` nodes a node of its component, the same for all of one; itself where it is alone."""
    labels = np.arange(count, dtype=np.int32)
    left = arcs.where(arcs.sources != arcs.targets)
    for _ in range(_MOST_PEELS):
        colours = _colours(left, count)
        if not len(left) or colours is None:
            break
        left = left.where(colours[left.sources] == colours[left.targets])
        found = _leading_back(left, colours)
        if found is None:
            break
        labels[found] = colours[found]
        is_done = np.zeros(count, np.bool_)
        is_done[found] = True
        left = left.where(~is_done[left.sources] & ~is_done[left.targets])
    _search(left, labels)
    return labels


def _colours(arcs: Arcs, count: int) -> Nodes | None:
    """The highest number of the nodes that lead to each; None where that takes too many rounds."""
    colours = np.arange(count, dtype=np.int32)
    sources, every = sorted_pairs(arcs.sources, arcs.targets)
    bounds, targets = row_bounds(sources, count), every
    for _ in range(_MOST_ROUNDS):
        rises = colours[sources] > colours[targets]
        sources, to = sources[rises], targets[rises]
        if not len(to):
            return colours
        np.maximum.at(colours, to, colours[sources])
        frontier = distinct(to)
        row, edges = row_elements(bounds, frontier)
        sources, targets = frontier[row], every[edges]
    return None


def _leading_back(arcs: Arcs, colours: Nodes) -> Nodes | None:
    """Those of the nodes that lead to the node that has given them their colour; None where it takes too long."""
    targets, sources = sorted_pairs(arcs.targets, arcs.sources)
    bounds, is_found = row_bounds(targets, len(colours)), np.zeros(len(colours), np.bool_)
    frontier = distinct(colours[targets])
    found: list[Nodes] = []
    for _ in range(_MOST_ROUNDS):
        if not len(frontier):
            return np.concatenate([np.zeros(0, np.int32), *found])
        is_found[frontier] = True
        found.append(frontier)
        before = sources[row_elements(bounds, frontier)[1]]
        frontier = distinct(before[~is_found[before]])
    return None


def _search(arcs: Arcs, labels: Nodes) -> None:
    """Finds the rest node by node."""
    nodes = distinct(np.concatenate([arcs.sources, arcs.targets]))
    place: NDArray[np.int32] = np.zeros(len(labels), np.int32)
    place[nodes] = np.arange(len(nodes))
    found = strong_components(Arcs(place[arcs.sources], place[arcs.targets]), len(nodes))
    _, first, which = np.unique(found, return_index=True, return_inverse=True)
    labels[nodes] = nodes[first[which]]
