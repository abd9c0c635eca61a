"""Which nodes are looked at: all of them, or an even share where there are too many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.retained import Sizes
from sparsemem.outside.graph.traversal_plans import WIDTH

MOST_NODES = 1 << 20
"""Objects of a type that are looked at."""
_MOST_READ, _READ_OF_EACH = 128 << 20, 8 * WIDTH
"""Bytes that are read of the objects of a type, and of one of them."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Some nodes, in order: one in `every` of all."""

    nodes: Nodes
    every: int


def sample_nodes(
    parts: Callable[[], Iterable[Nodes]], sizes: Callable[[Nodes], Sizes], most: int = MOST_NODES
) -> Sampled:
    """At most about so many nodes, and no more than may be read; `parts` are all of them, in order, as often as it is
    called, and `sizes` tells the bytes of each of some.

    Which are taken is decided by a hash of their numbers: what is allocated in turns, such as key, value, key, value,
    would make every second one a sample of the values alone.
    """
    count = read = 0
    for some in parts():
        count += len(some)
        read += int(np.minimum(sizes(some), _READ_OF_EACH).sum())
    every = max(-(-count // most), -(-read // _MOST_READ), 1)
    return Sampled(np.concatenate([np.zeros(0, np.int32), *(_chosen(some, every) for some in parts())]), every)


def _chosen(nodes: Nodes, every: int) -> Nodes:
    place = nodes.astype(np.uint64) * _MIX >> np.uint64(40)
    chosen: Nodes = nodes[place % np.uint64(every) == 0]
    return chosen
