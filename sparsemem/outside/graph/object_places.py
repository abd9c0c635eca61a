"""Where in a heap pointers lead to, whether what lies there is alive or not: places for blocks in pools, and chunks.

A place is one number: of the places for blocks in all pools, and behind them of the chunks.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.chunk_nodes import Chunks
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.pymalloc.block_numbers import Numbering

Places = NDArray[np.int64]


class ObjectPlaces:
    """The places of one heap; `numbering` has no live block yet."""

    def __init__(self, numbering: Numbering, chunks: Chunks) -> None:
        self.numbering, self._chunks = numbering, chunks
        self.slots = int(numbering.first_slot[-1])
        """How many places for blocks there are; the first chunk comes behind them."""

    def find(self, pointers: Addresses) -> tuple[Places, NDArray[np.int64]]:
        """The place that each pointer leads into, -1 where into none, and how many bytes behind where that begins."""
        found, inside = self.numbering.slots_of(pointers)
        rest = np.flatnonzero(found < 0)
        if len(self._chunks.starts) and len(rest):
            at = np.searchsorted(self._chunks.starts, pointers[rest], "right") - 1
            good = (at >= 0) & (pointers[rest] < self._chunks.ends[np.maximum(at, 0)])
            hits, at = rest[good], at[good]
            found[hits] = at + self.slots
            inside[hits] = (pointers[hits] - self._chunks.starts[at]).astype(np.int64)
        return found, inside

    def addresses(self, places: Places) -> Addresses:
        """Where some places begin."""
        found = np.zeros(len(places), np.uint64)
        is_block = places < self.slots
        pool, offset = self.numbering.offsets_of_slots(places[is_block])
        found[is_block] = self.numbering.pools.addresses[pool] + offset.astype(np.uint64)
        found[~is_block] = self._chunks.starts[places[~is_block] - self.slots]
        return found

    def sizes(self, places: Places) -> NDArray[np.int64]:
        """How many bytes each of some places has."""
        found = np.zeros(len(places), np.int64)
        is_block = places < self.slots
        pool, _ = self.numbering.offsets_of_slots(places[is_block])
        found[is_block] = self.numbering.pools.block_size[pool]
        chunks = places[~is_block] - self.slots
        found[~is_block] = (self._chunks.ends[chunks] - self._chunks.starts[chunks]).astype(np.int64)
        return found
