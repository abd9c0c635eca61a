"""What each object takes: its block or chunk, and the memory that belongs to it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import upper_halves
from sparsemem.outside.dominators.retained import Sizes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.narrow_numbers import NarrowNumbers
from sparsemem.outside.memory.own_memory import parts, zeros
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.outside.pymalloc.block_numbers import Numbers

WORD = 8
"""Bytes: sizes of blocks and chunks are multiples of it."""
_LARGE = 1 << 14
"""Bytes of a chunk whose pages are looked up one by one: of a smaller one all are taken to be there."""


_MOST_WORDS = (1 << 32) - 1
"""Of one chunk: 32 GB."""


Weights = NDArray[np.float32]
"""Shape (n,): how many nodes each node of a sample stands for."""


def own_words(graph: Graph, weights: Weights | None = None) -> NarrowNumbers:
    """Words of 8 bytes that each node takes, or all that it stands for; what belongs to an object is the object's."""
    owners, extra = _words_of_belongings(graph)

    def words() -> Iterator[NDArray[np.int64]]:
        for here in parts(len(graph)):
            sizes = _resident_words(graph, np.arange(here.start, here.stop, dtype=np.int32))
            sizes[graph.references.belongs_to[here] >= 0] = 0
            low, high = np.searchsorted(owners, (np.int32(here.start), np.int32(here.stop)))
            sizes[owners[low:high] - here.start] += extra[low:high]
            yield sizes if weights is None else np.rint(sizes * weights[here].astype(np.float64)).astype(np.int64)

    return NarrowNumbers(len(graph), words())


def _words_of_belongings(graph: Graph) -> tuple[Numbers, Sizes]:
    """Who has any, in order, and the words of all that each has."""
    table, size = graph.references.belongs_to, 0
    pairs = zeros(table.memory, np.int64)
    for nodes, owners in table.owned():
        words = np.minimum(_resident_words(graph, nodes), _MOST_WORDS)
        pairs[size : size + len(nodes)] = owners.astype(np.int64) << 32 | words
        size += len(nodes)
    pairs = pairs[:size]
    pairs.sort()
    begins = np.flatnonzero(changes(upper_halves(pairs)))
    each = (pairs[begins] >> 32).astype(np.int32)
    pairs &= _MOST_WORDS
    return each, np.add.reduceat(pairs, begins) if len(begins) else pairs


def _resident_words(graph: Graph, nodes: Numbers) -> Sizes:
    """The words of some nodes, which are in order; of a large chunk those that are resident, since a buffer that was
    never written to takes no memory."""
    sizes = graph.sizes(nodes)
    large = np.flatnonzero(sizes >= _LARGE)
    if len(large):
        begin = graph.addresses(nodes[large])
        resident = graph.view.residency.between(begin, begin + sizes[large].astype(np.uint64))
        sizes[large] = np.maximum(np.minimum(sizes[large], resident), WORD)
    return sizes // WORD
