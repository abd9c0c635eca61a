"""References that are found when the table is made already: those of memory of C libraries."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes
from sparsemem.outside.graph.reference_table import BELOW, References
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import ONE, distinct


def distinct_arcs(sources: Nodes, targets: Nodes) -> Arcs:
    """Each pair once, in order."""
    pairs: NDArray[np.int64] = distinct(sources.astype(np.int64) << 32 | targets)
    return Arcs((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))


def with_more(references: References, arcs: Arcs) -> References:
    """The table with some references more, each behind the others of its source."""
    if not len(arcs):
        return references
    arcs = distinct_arcs(arcs.sources, arcs.targets)
    first = zeros(len(references.first), np.int32)
    np.add.at(first, arcs.sources + 1, ONE)
    np.cumsum(first, out=first)
    first += references.first
    places = references.first[arcs.sources + 1]
    return References(
        first,
        np.insert(references.targets, places, arcs.targets),
        np.insert(references.slots, places, np.uint16(BELOW)),
        references.belongs_to,
        references.counted,
    )
