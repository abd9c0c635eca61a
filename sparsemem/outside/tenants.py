"""Which of a few owners has live blocks in which pool."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.blocks import read_blocks
from sparsemem.outside.objects import find_types
from sparsemem.outside.pinners import NAMES
from sparsemem.outside.view import View


def read_tenants(view: View, owner_of: Mapping[str, int], owners: int) -> NDArray[np.int64]:
    """Live bytes of each owner in each pool: shape (pools, owners), in the order of `view.arenas.pools`.

    Blocks are told apart by their types: `owner_of` has the owner's number for the names of some.
    """
    pools = view.arenas.pools
    found = np.zeros((len(pools), owners), np.int64)
    if not owner_of:
        return found
    used = np.flatnonzero(pools.used > 0)
    for here, blocks in read_blocks(view.source.memory, view.residency, pools.select(used)):
        number = find_types(blocks, view.table, view.ranges).number
        column = _columns(view, owner_of)[number]
        known, count = column >= 0, here.stop - here.start
        place = blocks.pool[known] * owners + column[known]
        sums = np.bincount(place, blocks.sizes[known], count * owners).astype(np.int64)
        found[used[here]] = sums.reshape(count, owners)
    return found


def _columns(view: View, owner_of: Mapping[str, int]) -> NDArray[np.int64]:
    """The owner of each type by its number, -1 where it has none; the last elements are those below zero."""
    known = [owner_of.get(kind.name, -1) for kind in view.table.types]
    below = [owner_of.get(NAMES[number], -1) for number in sorted(NAMES)]
    return np.array([*known, *below], np.int64)
