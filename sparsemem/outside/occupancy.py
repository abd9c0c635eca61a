"""How full each of pymalloc's arenas is, in the order of addresses: the heap as a picture shows it."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.arenas import ARENA_SIZE, group_arenas
from sparsemem.outside.pools import find_pools
from sparsemem.outside.regions import find_regions
from sparsemem.outside.residency import read_residency
from sparsemem.outside.source import Source


@dataclass(frozen=True, slots=True)
class ArenaOccupancy:
    """One arena: its address, and the bytes of its blocks in use, of 1 MiB."""

    address: int
    live_bytes: int

    @property
    def share(self) -> float:
        """The part of the arena that is alive, from 0 to 1."""
        return min(self.live_bytes / ARENA_SIZE, 1.0)


def read_occupancy(source: Source) -> list[ArenaOccupancy]:
    """Each arena of the source, by address; an arena that holds no live block has been given back or soon is."""
    regions = find_regions(source.mappings)
    arenas = group_arenas(find_pools(source.memory, regions, read_residency(source.pagemap, regions)))
    live = np.bincount(arenas.arena_of, weights=arenas.pools.live_bytes, minlength=len(arenas))
    order = np.argsort(arenas.first_pool)
    return [ArenaOccupancy(int(arenas.first_pool[at]), int(live[at])) for at in order]
