"""Resident bytes by part of the ledger and by region, scaled to each region's RSS."""

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

    def add(self, part: str, addresses: Addresses, sizes: NDArray[np.int64]) -> None:
        """Adds `sizes` (resident bytes) to a part, in the regions where the addresses are."""
        regions = self.residency.region_of(addresses)
        known = regions >= 0
        count = len(self.residency.starts)
        sums = np.bincount(regions[known], sizes[known], count).astype(np.int64)
        self.parts[part] = self.parts.get(part, np.zeros(count, np.int64)) + sums

    def add_ranges(self, part: str, ranges: Ranges) -> None:
        """Adds what is resident of some address ranges to a part."""
        self.add(part, ranges.starts, self.residency.between(ranges.starts, ranges.ends))

    def of_region(self, region: Region) -> dict[str, int]:
        """The parts of one region, which are at most its RSS in sum.

        Where its resident pages are no longer as many as its RSS said, all parts are taken to have changed alike.
        """
        start, end = (np.array([bound], np.uint64) for bound in (region.start, region.end))
        index = int(self.residency.region_of(start)[0])
        found = {part: int(sums[index]) for part, sums in self.parts.items() if index >= 0}
        seen = max(sum(found.values()), int(self.residency.between(start, end)[0]))
        if seen in (0, region.rss_bytes):
            return found
        return {part: size * region.rss_bytes // seen for part, size in found.items()}
