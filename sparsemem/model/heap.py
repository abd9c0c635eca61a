"""The live heap of a process at one moment: who owns it, of which types, in which cycles, caches and copies.

Bytes are those of blocks in use, and resident. `retained_bytes` is what would be freed with a thing: its retained
size in the dominator tree of the reference graph. None is unknown.
"""

from dataclasses import dataclass, replace

from sparsemem.model.cache_growth import grown_since
from sparsemem.model.fitted_line import Line
from sparsemem.model.heap_cache import HeapCache
from sparsemem.model.heap_garbage import Cycle, Garbage, Uncollectable
from sparsemem.model.heap_rows import OWNED_BY_NONE, HeapOwner, HeapType, MappedMemory, Waste
from sparsemem.model.ledger import Ledger
from sparsemem.model.shown import Shown

_FEW = 0.01
"""Of the garbage that was found, the part that a collection may have freed meanwhile."""


@dataclass(frozen=True, slots=True)
class Heap(Shown):
    """The whole; owners, types, cycles and caches by `retained_bytes`, the largest first."""

    objects: int
    live_bytes: int
    garbage_objects: int | None
    garbage_bytes: int | None
    coverage: float | None
    """The share of the live bytes whose owner is known, from 0 to 1."""
    owners: tuple[HeapOwner, ...]
    types: tuple[HeapType, ...]
    cycles: tuple[Cycle, ...] = ()
    caches: tuple[HeapCache, ...] = ()
    waste: tuple[Waste, ...] = ()
    garbage_tracked: int | None = None
    """Of the garbage, the objects that the collector counts."""
    uncollectable: tuple[Uncollectable, ...] = ()
    growth_bytes: int | None = None
    """Of all live bytes since the first look at who holds them, or for each 1x of data; None where there was one such
    look alone."""
    growth_seconds: float | None = None
    """From that look to this one: the owners' growth is over this time."""
    garbage_growth_bytes: int | None = None
    """What waits for the collector now, less what did then; None where one of both is not known."""
    collections: int | None = None
    """How often the collector ran in that time; None where its counters are not read."""
    collected_objects: int | None = None
    """How many objects it freed."""
    known_objects: int | None = None
    """All objects that the collector knows, dead or alive: it looks at each in a full collection."""
    collected_meanwhile: int | None = None
    """Objects that the program's own collections freed while garbage was looked for; None where that is not known."""
    growth_scales: tuple[int, ...] = ()
    """Ascending, where growth is by the data: the scales of a sweep at which it was read who holds the heap."""
    growth_fit: Line | None = None
    """Of all live bytes over these scales."""
    sampled: int | None = None
    """Of containers with very many entries one entry in so many was followed, in a heap that is too large to follow
    all: what owners and types have is estimated, but for entries; growth, garbage, caches and waste are not known.
    None where each object was looked at."""
    mapped: tuple[MappedMemory, ...] | None = None
    """What objects have mapped beside the heap, the most resident first; None where that was not looked for."""

    def since(self, earlier: "Heap", seconds: float) -> "Heap":
        """The same with what it has grown by since an earlier look."""
        grown, caches = self.live_bytes - earlier.live_bytes, grown_since(self.caches, earlier.caches)
        waiting = None
        if self.garbage_bytes is not None and earlier.garbage_bytes is not None:
            waiting = self.garbage_bytes - earlier.garbage_bytes
        return replace(self, growth_bytes=grown, growth_seconds=seconds, caches=caches, garbage_growth_bytes=waiting)

    def largest_owners(self, most: int) -> list[HeapOwner]:
        """Those with a name that hold or retain the most."""
        named = (one for one in self.owners if one.owner is not None)
        return sorted(named, key=lambda one: one.most_bytes, reverse=True)[:most]

    @property
    def smaller_owners_bytes(self) -> int:
        """Of the row without an owner, what is of owners that are known and have no row of their own."""
        named = sum(one.live_bytes for one in self.owners if one.owner not in OWNED_BY_NONE)
        rest = sum(one.live_bytes for one in self.owners if one.owner is None)
        return min(max(round((self.coverage or 0) * self.live_bytes) - named, 0), rest)

    @property
    def is_drained(self) -> bool:
        """Whether a collection in the middle of the look took much of what waited: what was found is what it left,
        and what was read before has all of it as live. A few young objects always go."""
        return (self.collected_meanwhile or 0) > _FEW * (self.garbage_tracked or 0)

    def closed_over(self, ledger: Ledger | None) -> "Heap":
        """The same with the live bytes of the ledger of its moment: what is alive and no object's, as a library's
        pool, and what was rounded to pages, is in the row without an owner, so that the rows add up to them.

        As it is where the ledger does not know its live parts. Where the named rows hold more, since the process went
        on between the two, they are all there is.
        """
        parts = ledger and (ledger.python_live_bytes, ledger.malloc_live_bytes, ledger.pool_live_bytes)
        if not parts or parts[0] is None or parts[1] is None:
            return self
        named = tuple(one for one in self.owners if one.owner is not None)
        known = sum(one.live_bytes for one in named)
        live = max(sum(part or 0 for part in parts), known)
        rest = next((one for one in self.owners if one.owner is None), HeapOwner(None, (), 0, 0, 0))
        rest = replace(rest, live_bytes=live - known, retained_bytes=live - known)
        covered = None if self.coverage is None else self.coverage * self.live_bytes
        return replace(
            self,
            live_bytes=live,
            owners=(*named, *([rest] if rest.live_bytes or rest.objects else [])),
            coverage=None if covered is None or not live else min(covered / live, 1.0),
        )

    def with_garbage(self, found: Garbage | None) -> "Heap":
        """The same with what waits beside it; as it is where that is not known."""
        if found is None:
            return self
        return replace(
            self,
            garbage_objects=found.objects,
            garbage_bytes=found.bytes,
            garbage_tracked=found.tracked,
            cycles=found.cycles,
            uncollectable=found.uncollectable,
            known_objects=found.known_objects,
            collected_meanwhile=found.collected_meanwhile,
        )

    @property
    def collectable_bytes(self) -> int | None:
        """Of the garbage what a collection can free; None where the garbage is not known."""
        if self.garbage_bytes is None:
            return None
        return self.garbage_bytes - sum(one.retained_bytes for one in self.uncollectable if one.why == "frozen")
