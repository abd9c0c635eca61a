"""The copies of a cache in its record: by the names of the structures that hold them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sparsemem.model.heap_cache import HeapCache
from sparsemem.outside.caches.cache import Cache
from sparsemem.outside.caches.copies.equal_copies import EqualCopies
from sparsemem.outside.graph.bindings import GARBAGE

LEAST_BYTES = 1 << 20
"""A cache that holds less is not compared."""
NAMELESS = "a structure without a name"


@dataclass(frozen=True, slots=True)
class Comparing:
    """Compares caches, and names what they are equal to."""

    copies: EqualCopies
    caches: Mapping[int, Cache]
    """All caches by the address of their table."""
    name: Callable[[int], str | None]

    def compared(self, row: HeapCache, caches: Sequence[Cache]) -> HeapCache:
        """The record of some caches, with their copies."""
        found = self.copies.find(caches) if (row.retained_bytes or 0) >= LEAST_BYTES else None
        if found is None:
            return row
        names = tuple(dict.fromkeys(name for one in found.structures if (name := self._name(one)) != GARBAGE))
        copied = found.entries if names else 0
        return replace(row, copies=names, copied_entries=copied, compared_entries=found.compared)

    def _name(self, address: int) -> str:
        known = self.caches.get(address)
        owner = known.owner or self.name(known.address) if known else self.name(address)
        return owner or NAMELESS
