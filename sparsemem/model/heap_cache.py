"""A cache of a process: what it is, how it is used, and what it holds."""

from dataclasses import dataclass

from sparsemem.model.finding import Location
from sparsemem.model.key_replay import KeyReplay


@dataclass(frozen=True, slots=True)
class HeapCache:
    """A cache, or all the caches of one kind that one attribute leads to, a cache an instance; bytes of live memory.
    None where a thing is not known, or where there is none: no bound, no time to live, nothing counted."""

    owner: str | None
    """The function whose results it keeps, or the name that leads to it: `shop.Shop.prices`."""
    kind: str
    """`functools.lru_cache`, `cachetools.TTLCache`, and so on; `dict of deadlines` where it is made by hand."""
    entries: int
    bound: int | None
    """The most entries of each cache, or what their sizes may add up to where the cache counts sizes."""
    ttl_seconds: float | None
    hits: int | None
    misses: int | None
    expired_entries: int | None
    """Expired, and still held; None where nothing expires, or by a clock that is not the kernel's."""
    expired_bytes: int | None
    retained_bytes: int | None
    """What clearing it would free."""
    held_elsewhere_bytes: int | None
    """Of its values that something else holds too: what would go with these if nothing else held them."""
    location: Location | None
    size: float | None = None
    """What the sizes of the entries add up to, where the cache counts them itself, and so what its bound is about."""
    caches: int = 1
    """How many such caches there are."""
    held_elsewhere_entries: int | None = None
    self_held_entries: int | None = None
    """Of a dictionary with weak references: entries that never go, for their strong part leads to the weak one."""
    kept_type: str | None = None
    """The class of whose instances a cache on a method keeps some alive."""
    kept_objects: int | None = None
    copies: tuple[str, ...] | None = None
    """Owners of other live structures that hold equals of at least half of its values: other objects that say the
    same, byte by byte. None where values were not compared: of a small cache, or of kinds that are not."""
    copied_entries: int | None = None
    """Entries that have such an equal, estimated from those compared."""
    compared_entries: int | None = None
    """How many were compared: of a large cache a sample."""

    returned_bytes: int | None = None
    """Of the RSS, what goes back to the system when it is cleared, and malloc's pages are trimmed: the arenas and the
    pages in which nothing else is alive. None where it was not worked out: of a cache that is small, or too large."""
    growth_entries: int | None = None
    """Since the first of several looks at a running process; None where there was one look, or it was not there."""
    growth_bytes: int | None = None
    """Of `retained_bytes`, likewise."""
    entries_per_scale: float | None = None
    """More entries for each 1x of data, from the smallest scale of a sweep to the largest; None outside of one."""
    bytes_per_scale: float | None = None
    """Of `retained_bytes`, likewise."""
    held_by: tuple[str, ...] | None = None
    """Other caches that hold at least half of its values, the same objects; None where nothing else holds so many."""
    process: int | None = None
    """The process beside the root that it is in; None where it is of the process that the record is about."""
    replay: KeyReplay | None = None
    """Of the keys that it was asked for, noted in a run of its own; None where there was no such run."""

    @property
    def hit_rate(self) -> float | None:
        """Hits of all lookups, from 0 to 1: as it counts them itself, or else by a replay; None where neither is
        known."""
        if self.hits is None or self.misses is None or not self.hits + self.misses:
            return self.replay.hit_rate if self.replay else None
        return self.hits / (self.hits + self.misses)
