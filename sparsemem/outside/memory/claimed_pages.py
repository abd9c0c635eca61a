"""Claims on resident pages: a page that a reader has explained is read by no other, so no byte counts twice."""

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.residency import PAGE, Residency


class Claims:
    """The resident pages of the regions, claimed by one reader after the other."""

    def __init__(self, residency: Residency) -> None:
        """At first no page is claimed."""
        self.residency = residency
        self._free = residency.present.copy()

    def take(self, ranges: Ranges) -> None:
        """Marks the pages of `ranges`; each range starts on a page and lies in one region."""
        residency = self.residency
        regions = residency.region_of(ranges.starts)
        for region, start, end in zip(regions.tolist(), ranges.starts.tolist(), ranges.ends.tolist(), strict=True):
            if region >= 0:
                first, stop = residency.pages_of(region)
                first += (start - int(residency.starts[region])) // PAGE
                self._free[first : min(stop, first + -(-(end - start) // PAGE))] = False

    def free_pages(self, region: int) -> Addresses:
        """The addresses of the resident pages of a region that no reader has claimed yet."""
        first, stop = self.residency.pages_of(region)
        places = np.flatnonzero(self._free[first:stop]).astype(np.uint64)
        pages: Addresses = self.residency.starts[region] + places * np.uint64(PAGE)
        return pages
