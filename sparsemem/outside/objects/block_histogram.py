"""The live blocks of all arenas, counted by arena and type, with an object of each as an example."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.residency import Residency
from sparsemem.outside.memory.sorted_numbers import grouped
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.type_table import Type
from sparsemem.outside.objects.typed_blocks import Typed, find_types
from sparsemem.outside.pymalloc.arenas import Arenas
from sparsemem.outside.pymalloc.live_blocks import Blocks, read_blocks
from sparsemem.outside.pymalloc.pool_headers import ALIGNMENT, SIZE_CLASSES, Pools
from sparsemem.outside.pymalloc.pool_parts import split_pools, untouched_bytes

MOST_BLOCKS = 50_000_000
"""Live blocks that are looked at; where there are more, arenas at even distances stand for all of them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One element of each array for each pair of an arena and a type that has live blocks in it."""

    arena: NDArray[np.int64]
    number: NDArray[np.int64]
    """The type's position in `Census.types`, or `objects.KEYS`, or `objects.UNKNOWN`."""
    blocks: NDArray[np.int64]
    live_bytes: NDArray[np.int64]
    example: NDArray[np.int64]
    """The address of one of the objects: in the arena's last block of that type, which is seldom of the start-up."""


@dataclass(frozen=True, slots=True)
class Census:
    """Who lives in which arena."""

    types: tuple[Type, ...]
    counts: Counts
    free_bytes: NDArray[np.int64]
    """Resident free bytes of each arena, in blocks and in wholly free pools, those never touched included."""
    every: int
    """One in so many arenas was read."""
    torn_pools: int
    """Pools that changed while they were read."""


@dataclass(slots=True)
class _Count:
    """What is known after some of the batches."""

    parts: list[NDArray[np.int64]] = field(default_factory=list)
    torn: int = 0

    def add(self, arena: NDArray[np.int64], blocks: Blocks, typed: Typed) -> None:
        """Counts a batch; `arena` tells for each block where it is."""
        lowest, types = _bounds(typed.number)
        key = (arena * types + typed.number - lowest) * SIZE_CLASSES + blocks.sizes // ALIGNMENT - 1
        keys, counts, example = grouped(key)
        objects = blocks.addresses[example].astype(np.int64) + typed.before[example]
        sizes, pairs = (keys % SIZE_CLASSES + 1) * ALIGNMENT, keys // SIZE_CLASSES
        rows = [pairs // types, pairs % types + lowest, counts, counts * sizes, objects]
        self.parts.append(np.stack(rows))
        self.torn += blocks.torn

    def counts(self) -> Counts:
        """All batches, put together by arena and type."""
        arena, number, blocks, bytes_, example = np.hstack([np.zeros((5, 0), np.int64), *self.parts])
        pairs, place = np.unique(np.stack([arena, number]), axis=1, return_inverse=True)
        place, count = place.reshape(-1), pairs.shape[1]
        latest = np.zeros(count, np.int64)
        np.maximum.at(latest, place, example)
        sums = [np.bincount(place, column, count).astype(np.int64) for column in (blocks, bytes_)]
        return Counts(pairs[0], pairs[1], sums[0], sums[1], latest)


def _bounds(numbers: NDArray[np.int64]) -> tuple[int, int]:
    """The lowest, and how many there are from it to the highest."""
    lowest = int(numbers.min(initial=0))
    return lowest, int(numbers.max(initial=0)) - lowest + 1


class Listener(Protocol):
    """Somebody who wants to see the blocks while they are counted."""

    def start(self, pools: Pools, arena_of: NDArray[np.int64]) -> None:
        """Which pools are looked at, and the arena of each."""

    def add(self, here: slice, blocks: Blocks, typed: Typed) -> None:
        """The blocks of the pools `here`; the runs follow each other."""


def take_census(view: View, listener: Listener | None = None) -> Census:
    """Looks at every live block, or at those of arenas at even distances where there are too many."""
    arenas = view.arenas
    every = max(1, -(-int(arenas.pools.used.sum()) // MOST_BLOCKS))
    chosen = (arenas.arena_of % every == 0) & (arenas.pools.used > 0)
    pools, arena_of, count = arenas.pools.select(chosen), arenas.arena_of[chosen], _Count()
    if listener is not None:
        listener.start(pools, arena_of)
    for here, blocks in read_blocks(view.source.memory, view.residency, pools):
        typed = find_types(blocks, view.table, view.ranges)
        count.add(arena_of[here][blocks.pool], blocks, typed)
        if listener is not None:
            listener.add(here, blocks, typed)
    free = _free_bytes(view.residency, arenas)
    return Census(tuple(view.table.types), count.counts(), free, every, count.torn)


def _free_bytes(residency: Residency, arenas: Arenas) -> NDArray[np.int64]:
    parts = split_pools(residency, arenas.pools)
    free = arenas.sums(parts.free)
    return free + untouched_bytes(residency, arenas, parts)
