"""Which nodes are looked at: all of them, or an even share where there are too many."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.retained import Sizes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.traversal_plans import WIDTH
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import positions_of

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


def nodes_of_kinds(graph: Graph, kinds: Flags, owned: Flags) -> Nodes:
    """The nodes of some kinds that somebody owns, in order; shape of `kinds` (2**16,), of `owned` (n,)."""
    return positions_of(graph.kind, np.flatnonzero(kinds).tolist(), owned)


def sample_nodes(nodes: Nodes, sizes: Sizes, most: int = MOST_NODES) -> Sampled:
    """At most about so many of them, and no more than may be read; `sizes` are the bytes of each, shape as `nodes`.

    Which are taken is decided by a hash of their numbers: what is allocated in turns, such as key, value, key, value,
    would make every second one a sample of the values alone.
    """
    read = int(np.minimum(sizes, _READ_OF_EACH).sum())
    every = max(-(-len(nodes) // most), -(-read // _MOST_READ), 1)
    if every > 1:
        place = nodes.astype(np.uint64) * _MIX >> np.uint64(40)
        nodes = nodes[place % np.uint64(every) == 0]
    return Sampled(nodes, every)
