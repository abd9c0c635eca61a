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
        region = self.residency.region_of(ranges.starts)
        known = region >= 0
        region, starts, ends = region[known], ranges.starts[known], ranges.ends[known]
        offset = (starts - self.residency.starts[region]).astype(np.int64) // PAGE
        last = np.minimum(ends, self.residency.ends[region])
        pages = -(-(np.maximum(last, starts) - starts).astype(np.int64) // PAGE)
        first = self.residency.first_page[region] + offset
        for begin, stop in zip(first.tolist(), (first + pages).tolist(), strict=True):
            self._free[begin:stop] = False

    def free_pages(self) -> tuple[Addresses, Addresses]:
        """The addresses of the resident pages that no reader has claimed yet, in order, and where the region of each
        ends."""
        residency, places = self.residency, np.flatnonzero(self._free)
        region = np.searchsorted(residency.first_page, places, "right") - 1
        offset = (places - residency.first_page[region]).astype(np.uint64) * np.uint64(PAGE)
        return residency.starts[region] + offset, residency.ends[region]
