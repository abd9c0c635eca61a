"""References that are found when the table is made already: those of memory of C libraries."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes
from sparsemem.outside.graph.reference_table import BELOW, References
from sparsemem.outside.memory.own_memory import parts
from sparsemem.outside.memory.sorted_numbers import distinct


def distinct_arcs(sources: Nodes, targets: Nodes) -> Arcs:
    """Each pair once, in order."""
    pairs: NDArray[np.int64] = distinct(sources.astype(np.int64) << 32 | targets)
    return Arcs((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))


def with_more(references: References, arcs: Arcs) -> References:
    """The table with some references more, each behind the others of its source. The given one is used up."""
    if not len(arcs):
        return references
    arcs = distinct_arcs(arcs.sources, arcs.targets)
    places = references.first[arcs.sources + 1]
    references.target_column.insert(places, arcs.targets)
    references.slot_column.insert(places, np.full(len(places), BELOW, np.uint16))
    for here in parts(len(references.first)):
        nodes = np.arange(here.start, here.stop, dtype=np.int32)
        references.first[here] += np.searchsorted(arcs.sources, nodes).astype(np.int32)
    return references
