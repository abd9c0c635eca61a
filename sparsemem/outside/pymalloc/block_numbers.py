"""A number for every live block of the pools, found from an address by arithmetic alone.

Pools say in their headers how many blocks of which size were carved out of them; these are slots, numbered one pool
after the other. One byte a slot counts the live ones before it (modulo 256), and one word for 256 slots says where
that count stands: so a live block's number takes three looks into tables, and no search.
"""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.outside.pymalloc.live_blocks import Blocks
from sparsemem.outside.pymalloc.pool_headers import ALIGNMENT, HEADER, POOL_SIZE, Pools

Numbers = NDArray[np.int32]
_GROUP = 256
_POOL_BITS, _UNIT_BITS = 14, 4
_WIDEST = 1 << 23
"""Entries of the table of pools: 128 GB of addresses; pools that lie further apart are searched for."""
_SPARSE = 8
"""Places for blocks to each block that is asked for: where there are more, only the pools with one are looked at."""
_TOGETHER = 1 << 10
"""Pools."""
_SCALE = 16
"""Bits of the reciprocals: exact for offsets of less than 1024 units and sizes of up to 32."""


class Numbering:
    """The live blocks of some pools, in the order of the pools; `add` takes one run of them after the other."""

    def __init__(self, pools: Pools) -> None:
        """No block is known to be live yet."""
        self.pools = pools
        carved = pools.carved
        self.first_slot = np.concatenate([[0], np.cumsum(carved)]).astype(np.int32)
        self.first = np.zeros(len(pools) + 1, np.int32)
        """The number of each pool's first live block, and after the last one how many there are."""
        self._units = (pools.block_size // ALIGNMENT).astype(np.int32)
        self._reciprocals = -(-np.int32(1 << _SCALE) // self._units)
        slots = int(self.first_slot[-1])
        self._counts = zeros(slots + 1, np.uint8)
        self._bases = zeros(slots // _GROUP + 1, np.int32)
        self._lay_table()

    def __len__(self) -> int:
        return int(self.first[-1])

    def _lay_table(self) -> None:
        places = (self.pools.addresses >> np.uint64(_POOL_BITS)).astype(np.int64)
        self._lowest = int(places.min()) if len(places) else 0
        width = int(places.max()) - self._lowest + 1 if len(places) else 0
        self._order: NDArray[np.int64] | None = None
        if width > _WIDEST:
            self._order = np.argsort(places)
            self._sorted = places[self._order]
            return
        self._table = np.full(width + 1, -1, np.int32)
        self._table[places - self._lowest] = np.arange(len(places), dtype=np.int32)

    def add(self, here: slice, blocks: Blocks) -> None:
        """The live blocks of the pools `here`, which follow those that were added before."""
        begin, end = int(self.first_slot[here.start]), int(self.first_slot[here.stop])
        sizes = self.pools.block_size[here]
        slots = self.first_slot[here][blocks.pool] - begin + (blocks.offset - HEADER) // sizes[blocks.pool]
        live = np.zeros(end - begin, np.int32)
        live[slots] = 1
        self._add_live(here, live)

    def _add_live(self, here: slice, live: NDArray[np.int32]) -> None:
        """`live` has 1 for each place of the pools that has a live block; it is used up."""
        begin, end = int(self.first_slot[here.start]), int(self.first_slot[here.stop])
        counts = np.cumsum(live, out=live) + np.int32(self.first[here.start])
        self._counts[begin + 1 : end + 1] = counts
        marks = np.arange(-(-(begin + 1) // _GROUP) * _GROUP, end + 1, _GROUP)
        self._bases[marks // _GROUP] = counts[marks - begin - 1]
        ends = self.first_slot[here.start + 1 : here.stop + 1] - begin
        before = np.concatenate([self.first[here.start : here.start + 1], counts])
        self.first[here.start + 1 : here.stop + 1] = before[ends]

    def find(self, pointers: Addresses) -> tuple[Numbers, NDArray[np.int32]]:
        """The number of the live block that each pointer leads into, and where in it, in bytes; -1 where in none."""
        pool = self._pool_of(pointers)
        hits = np.flatnonzero(pool >= 0)
        if len(hits) == len(pointers):
            return self._find_in(pool, pointers)
        found, inside = np.full(len(pointers), -1, np.int32), np.zeros(len(pointers), np.int32)
        found[hits], inside[hits] = self._find_in(pool[hits], pointers[hits])
        return found, inside

    def _find_in(self, pool: Numbers, pointers: Addresses) -> tuple[Numbers, NDArray[np.int32]]:
        # Places are converted once: numpy would do it for each look into a table.
        at = pool.astype(np.intp)
        offset = (pointers & np.uint64(POOL_SIZE - 1)).astype(np.int32) - np.int32(HEADER)
        number = (offset >> _UNIT_BITS) * self._reciprocals.take(at) >> _SCALE
        inside = offset - ((number * self._units.take(at)) << _UNIT_BITS)
        number += self.first_slot.take(at)
        good = (offset >= 0) & (number < self.first_slot[1:].take(at))
        slot = np.where(good, number, np.int32(0)).astype(np.intp)
        before = self._counts.take(slot)
        good &= self._counts[1:].take(slot) != before
        base = self._bases.take(slot >> 8)
        found: Numbers = base + (before - base.astype(np.uint8))
        return np.where(good, found, np.int32(-1)), inside

    def slots_of(self, pointers: Addresses) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The place for a block that each pointer leads into, live or not, and where in it, in bytes; -1 where in
        none."""
        found, inside = np.full(len(pointers), -1, np.int64), np.zeros(len(pointers), np.int64)
        pool = self._pool_of(pointers)
        hits = np.flatnonzero(pool >= 0)
        at = pool[hits].astype(np.intp)
        offset = (pointers[hits] & np.uint64(POOL_SIZE - 1)).astype(np.int64) - HEADER
        number, inside[hits] = np.divmod(offset, self.pools.block_size[at])
        slot = number + self.first_slot[at]
        found[hits] = np.where((offset >= 0) & (slot < self.first_slot[at + 1]), slot, -1)
        return found, inside

    def offsets_of_slots(self, slots: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pool that each of some places is in, and where in that it begins."""
        pool = np.searchsorted(self.first_slot, slots.astype(np.int32), "right") - 1
        return pool, HEADER + (slots - self.first_slot[pool]) * self.pools.block_size[pool]

    def add_slots(self, slots: NDArray[np.int64]) -> None:
        """Has some places, in order, count as live blocks, and no others."""
        for first in range(0, len(self.pools), _TOGETHER):
            here = slice(first, min(first + _TOGETHER, len(self.pools)))
            begin, end = int(self.first_slot[here.start]), int(self.first_slot[here.stop])
            some = slots[slice(*np.searchsorted(slots, (begin, end)).tolist())]
            live = np.zeros(end - begin, np.int32)
            live[some - begin] = 1
            self._add_live(here, live)

    def _pool_of(self, pointers: Addresses) -> Numbers:
        """The position of the pool that each pointer leads into, -1 where into none."""
        if self._order is None:
            # What is below the lowest pool wraps around: it is above the highest, as all that has the last place.
            near = (pointers - np.uint64(self._lowest << _POOL_BITS)) >> np.uint64(_POOL_BITS)
            near = np.minimum(near, np.uint64(len(self._table) - 1))
            found: Numbers = self._table.take(near.view(np.int64))
            return found
        place = (pointers >> np.uint64(_POOL_BITS)).astype(np.int64) - self._lowest
        at = np.minimum(np.searchsorted(self._sorted, place + self._lowest), len(self._sorted) - 1)
        same = self._sorted[at] == place + self._lowest
        return np.where(same, self._order[at], -1).astype(np.int32)

    def slots(self, pools: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The live blocks of some pools, which are in order: where in `pools` each one's stands, and its offset."""
        carved = self.first_slot[pools + 1] - self.first_slot[pools]
        row = np.repeat(np.arange(len(pools)), carved)
        number = np.arange(len(row)) - np.repeat(np.cumsum(carved) - carved, carved)
        slot = self.first_slot[pools][row] + number
        live = np.flatnonzero(self._counts[slot + 1] != self._counts[slot])
        row, number = row[live], number[live]
        return row, HEADER + number * self.pools.block_size[pools][row]

    def offsets(self, numbers: Numbers, pool: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where in its pool each of some live blocks begins, which are in order, from the position of that pool."""
        low, high = (int(pool[0]), int(pool[-1]) + 1) if len(pool) else (0, 0)
        begin, end = int(self.first_slot[low]), int(self.first_slot[high])
        if end - begin > _SPARSE * len(numbers):
            return self._offsets_here_and_there(numbers, pool)
        live = np.flatnonzero(self._counts[begin + 1 : end + 1] != self._counts[begin:end])
        carved = live[numbers - self.first[low]] + begin - self.first_slot[pool]
        found: NDArray[np.int64] = HEADER + carved * self.pools.block_size[pool]
        return found

    def _offsets_here_and_there(self, numbers: Numbers, pool: NDArray[np.int64]) -> NDArray[np.int64]:
        begins = changes(pool)
        some = pool[begins]
        _, offset = self.slots(some)
        live = self.first[some + 1] - self.first[some]
        place = np.cumsum(begins) - 1
        found: NDArray[np.int64] = offset[numbers - self.first[pool] + (np.cumsum(live) - live)[place]]
        return found

    def pool_of_number(self, numbers: Numbers) -> NDArray[np.int64]:
        """The position of the pool that each block is in; fast where the numbers are in order."""
        if len(numbers) and bool((numbers[1:] >= numbers[:-1]).all()):
            low, high = (int(np.searchsorted(self.first, one, "right")) - 1 for one in (numbers[0], numbers[-1]))
            if high - low < len(numbers):
                bounds = np.searchsorted(numbers, self.first[low + 1 : high + 1])
                return np.repeat(np.arange(low, high + 1), np.diff(bounds, prepend=0, append=len(numbers)))
        return np.searchsorted(self.first, numbers, "right") - 1
