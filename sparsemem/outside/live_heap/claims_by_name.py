"""Which name each node belongs to: names spread along references, those of a program's data before all others."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes, follow_rows
from sparsemem.outside.dominators.reachability import NARROW, WIDE
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.memory.sorted_numbers import distinct

Labels = NDArray[np.uint16]


def spread(references: References, labels: Labels, nodes: Nodes) -> None:
    """Gives what some labelled nodes lead to, to the end, the label that reaches it on the shortest way.

    A node that has a label already keeps it, and nothing is followed through it: its name is a nearer one.
    """
    frontier = nodes
    while len(frontier):
        if len(frontier) < NARROW:
            frontier = _spread_few(references, labels, frontier.tolist())
            continue
        frontier = np.concatenate([np.zeros(0, np.int32), *_spread_many(references, labels, frontier)])


def _spread_many(references: References, labels: Labels, nodes: Nodes) -> Iterator[Nodes]:
    """One level, a batch at a time; what has a label now, and leads on."""
    for sources, places in follow_rows(references.first, nodes):
        below = references.targets[places]
        fresh = np.flatnonzero(labels[below] == 0)[::-1]  # of several to one node the first counts, set last
        labels[below[fresh]] = labels[sources[fresh]]
        below = below[fresh]
        yield distinct(below[references.first[below + 1] > references.first[below]])


def _spread_few(references: References, labels: Labels, pending: list[int]) -> Nodes:
    """The same node by node, level by level, until a level is wide."""
    first, target, label = references.first.data, references.targets.data, labels.data
    while pending and len(pending) < WIDE:
        below = []
        for node in pending:
            for other in target[first[node] : first[node + 1]]:
                if not label[other]:
                    label[other] = label[node]
                    below.append(other)
        pending = below
    return np.array(pending, np.int32)
