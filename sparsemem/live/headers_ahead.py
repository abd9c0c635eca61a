"""The headers of pools, asked for before it is known where all pools are: nearly all are where they were.

A process hands over the headers that it handed over for its ledger before, while the helper looks up which pages are
present. Only those are believed that this lookup then asks for; where a pool is new, its header is asked for then.
"""

from collections.abc import Sequence

import numpy as np

from sparsemem.live.handed_memory import HandedMemory
from sparsemem.live.handed_ranges import MOST_RANGES
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.told_sums import ToldSums
from sparsemem.outside.pymalloc.pool_headers import HEADER
from sparsemem.procfs import Mapping


class HeadersAhead:
    """A `Memory` of a process that hands it over, for one ledger after the other."""

    def __init__(self, memory: HandedMemory) -> None:
        """Nothing is asked yet."""
        self._memory = memory
        self._before = np.zeros(0, np.uint64)
        self._read: list[Addresses] = []
        self._asked, self._rows = _none()
        self._waits = False

    def ask(self, mappings: Sequence[Mapping]) -> None:
        """Asks for what was read for the ledger before, as far as a heap can still be there: of other memory nothing
        may be read, since reading a page of a file has the process map it."""
        self.end()
        heaps = np.array([(one.start, one.end) for one in mappings if one.is_heap], np.uint64).reshape(-1, 2)
        bounds = np.searchsorted(self._before, heaps).tolist()
        parts = [self._before[first:stop] for first, stop in bounds]
        self._asked = np.concatenate([np.zeros(0, np.uint64), *parts])[:MOST_RANGES]
        self._rows = np.empty((len(self._asked), HEADER), np.uint8)
        self._waits = len(self._asked) > 0
        if self._waits:
            self._memory.ask(self._asked, HEADER)

    def end(self) -> None:
        """After it nothing is left in the pipes, nor of what was asked for: that was for one ledger."""
        self._settle()
        if self._read:
            read = np.concatenate(self._read)
            in_order = bool((read[1:] > read[:-1]).all())  # unless the process was looked at twice
            self._before = read if in_order else np.unique(read)
            self._read.clear()
        self._asked, self._rows = _none()

    def _settle(self) -> None:
        """Takes what was asked for, and is on its way."""
        if self._waits and not self._memory.took(self._rows):
            self._asked, self._rows = _none()
        self._waits = False

    def gather(self, addresses: Addresses, size: int) -> tuple[Bytes, Flags]:
        """As in `Memory`."""
        if not self._memory.are_handed(len(addresses), size):
            return self._memory.gather(addresses, size)
        self._settle()
        if size != HEADER:
            return self._memory.gather(addresses, size)
        self._read.append(addresses)
        if not len(self._asked):
            return self._memory.gather(addresses, size)
        at = np.minimum(np.searchsorted(self._asked, addresses), len(self._asked) - 1)
        found = self._asked[at] == addresses
        rows, new = self._rows[at], ~found
        rows[new], found[new] = self._memory.gather(addresses[new], size)
        return rows, found

    def ask_malloc(self) -> ToldSums | None:
        """As `HandedMemory`."""
        self._settle()
        return self._memory.ask_malloc()

    def span(self, start: int, size: int) -> Bytes:
        """As in `Memory`."""
        return self._memory.span(start, size)


def _none() -> tuple[Addresses, Bytes]:
    return np.zeros(0, np.uint64), np.zeros((0, HEADER), np.uint8)
