"""What would be returned if one owner alone were gone: the release units of which it dominates every block."""

import numpy as np

from sparsemem.outside.graph.name_dominance import MOST_OWNERS, Dominance
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.outside.owners.owner_division import OwnerDivision

_EVERY_OWNER = 0xFFFF


def freed_alone(division: OwnerDivision) -> list[int | None]:
    """For each row the free bytes of the units whose blocks all become unreachable with that owner's names; None
    where the references could not be followed to the end."""
    return_free_memory()
    walk = division.survey.walk
    dominance = Dominance(walk, (1 << division.row).astype(np.uint16)).settle()
    if not (dominance.is_settled and walk.is_whole):
        return [None] * MOST_OWNERS
    free = division.units.free
    common = np.full(len(free), _EVERY_OWNER, np.uint16)
    for some in division.units.placed_nodes():
        dominators = dominance.sets[some.nodes]
        change = np.flatnonzero(changes(some.units) | changes(dominators))
        np.bitwise_and.at(common, some.units[change], dominators[change])
    common[division.empty] = 0
    return [int(free[common >> bit & 1 == 1].sum()) for bit in range(MOST_OWNERS)]
