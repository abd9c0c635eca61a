"""What would be returned if one owner alone were gone: the release units of which it dominates every block."""

import numpy as np

from sparsemem.outside.live_heap.owners_above import owners_above
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.outside.owners.owner_division import MOST_OWNERS, OwnerDivision

_EVERY_OWNER = 0xFFFF


def freed_alone(division: OwnerDivision) -> list[int]:
    """For each row the free bytes of the units whose blocks all become unreachable with what that owner names."""
    return_free_memory()
    sets = owners_above(division.survey.live, (1 << division.row).astype(np.uint16))
    free = division.units.free
    common = np.full(len(free), _EVERY_OWNER, np.uint16)
    for some in division.units.placed_nodes():
        dominators = sets[some.nodes]
        change = np.flatnonzero(changes(some.units) | changes(dominators))
        np.bitwise_and.at(common, some.units[change], dominators[change])
    common[division.empty] = 0
    return [int(free[common >> bit & 1 == 1].sum()) for bit in range(MOST_OWNERS)]
