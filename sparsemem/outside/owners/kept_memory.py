"""What a process's live objects keep from being returned, by type and by owner: the result of this room."""

from dataclasses import dataclass

from sparsemem.outside.objects.block_histogram import Census
from sparsemem.outside.objects.typed_blocks import UNKNOWN
from sparsemem.outside.owners.kept_by_owner import KeptByOwner
from sparsemem.outside.owners.kept_by_type import KeptByType, kept_by_type


@dataclass(frozen=True, slots=True)
class KeptMemory:
    """Free memory by the types, and by the owners, that keep it."""

    types: tuple[KeptByType, ...]
    """By `share_bytes`, the largest first."""
    coverage: float | None
    """The share of the live bytes that is known to be objects or keys of a dict; None where nothing is alive."""
    sampled: float
    """The share of the arenas that was read: 1.0 where it was all of them."""
    torn_pools: int
    """Pools that changed while they were read."""
    owners: tuple[KeptByOwner, ...] | None = None
    """Who keeps arenas, the largest share first; None where references were not followed."""
    page_owners: tuple[KeptByOwner, ...] = ()
    """Who keeps the pages of malloc's heaps; none where references were not followed."""
    own_classes: frozenset[str] = frozenset()
    """The names of the classes of the program's own modules, as far as they are known."""

    @property
    def owner_coverage(self) -> float | None:
        """The share of the live bytes in arenas whose owner is known; None where that was not looked for."""
        live = sum(one.live_bytes for one in self.owners or ())
        return sum(one.live_bytes for one in self.owners or () if one.owner) / live if live else None


def kept_memory_by_type(census: Census) -> KeptMemory:
    """The types alone: neither owners nor values."""
    live = int(census.counts.live_bytes.sum())
    known = int(census.counts.live_bytes[census.counts.number != UNKNOWN].sum())
    return KeptMemory(
        types=kept_by_type(census),
        coverage=known / live if live else None,
        sampled=1 / census.every,
        torn_pools=census.torn_pools,
    )
