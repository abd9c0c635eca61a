"""References that are found when the table is made already: those of memory of C libraries, and those by objects
that are no nodes."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, Nodes
from sparsemem.outside.graph.reference_table import BELOW, References, Slots
from sparsemem.outside.memory.own_memory import parts
from sparsemem.outside.memory.sorted_numbers import distinct


def distinct_arcs(sources: Nodes, targets: Nodes) -> Arcs:
    """Each pair once, in order."""
    pairs: NDArray[np.int64] = distinct(sources.astype(np.int64) << 32 | targets)
    return _unpacked(pairs)


def _unpacked(pairs: NDArray[np.int64]) -> Arcs:
    return Arcs((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))


def with_more(references: References, arcs: Arcs, slots: Slots | None = None) -> References:
    """The table with some references more, each behind the others of its source, and each once: of the first of its
    slots, or `BELOW` without them. The given one is used up."""
    if not len(arcs):
        return references
    if slots is None:
        arcs = distinct_arcs(arcs.sources, arcs.targets)
        what = np.full(len(arcs), BELOW, np.uint16)
    else:
        pairs, first = np.unique(arcs.sources.astype(np.int64) << 32 | arcs.targets, return_index=True)
        arcs, what = _unpacked(pairs), slots[first]
    places = references.first[arcs.sources + 1]
    references.target_column.insert(places, arcs.targets)
    references.slot_column.insert(places, what)
    for here in parts(len(references.first)):
        nodes = np.arange(here.start, here.stop, dtype=np.int32)
        references.first[here] += np.searchsorted(arcs.sources, nodes).astype(np.int32)
    return references
