"""Resident bytes by part of the ledger and by region, scaled to each region's RSS."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from sparsemem.model import GARBAGE_PARTS, Ledger
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.residency import Residency

PARTS = tuple(part.name for part in fields(Ledger) if part.name not in GARBAGE_PARTS)
"""All that allocators and mappings tell; garbage is told by the references alone."""


@dataclass(frozen=True, slots=True)
class LedgerAccumulator:
    """Bytes that readers found, for each of the regions of a residency."""

    residency: Residency
    parts: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def add(self, addresses: Addresses, **sizes: NDArray[np.int64]) -> None:
        """Adds resident bytes to parts, each named with a size for each of the addresses."""
        regions = self.residency.region_of(addresses)
        known = regions >= 0
        count = len(self.residency.starts)
        for part, each in sizes.items():
            sums = np.bincount(regions[known], each[known], count).astype(np.int64)
            self.parts[part] = self.parts.get(part, np.zeros(count, np.int64)) + sums

    def add_ranges(self, part: str, ranges: Ranges) -> None:
        """Adds what is resident of some address ranges to a part."""
        self.add(ranges.starts, **{part: self.residency.between(ranges.starts, ranges.ends)})

    def of_regions(self, regions: Sequence[Region]) -> dict[str, NDArray[np.int64]]:
        """The parts, each with a size for each of some regions; those of a region are at most its RSS in sum.

        Where its resident pages are no longer as many as its RSS said, all parts are taken to have changed alike.
        """
        starts, ends = (np.array([getattr(one, bound) for one in regions], np.uint64) for bound in ("start", "end"))
        rss = np.array([region.rss_bytes for region in regions], np.int64)
        index = self.residency.region_of(starts)
        found = {part: np.where(index >= 0, sums[index], 0) for part, sums in self.parts.items() if len(sums)}
        told = sum(found.values(), np.zeros(len(regions), np.int64))
        seen = np.maximum(told, self.residency.between(starts, ends))
        seen = np.where(seen == 0, rss, seen)
        return {part: sizes * rss // seen for part, sizes in found.items()}
