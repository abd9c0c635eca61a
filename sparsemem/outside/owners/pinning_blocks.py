"""The addresses of the blocks that keep arenas from being returned: a profiler knows which line allocated each."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.block_histogram import Census, take_census
from sparsemem.outside.objects.heap_view import View, open_view
from sparsemem.outside.objects.typed_blocks import find_types
from sparsemem.outside.owners.kept_by_type import NAMES
from sparsemem.outside.owners.shapley_shares import shapley_shares
from sparsemem.outside.pymalloc.live_blocks import read_blocks

_MOST_TYPES, _MOST_BLOCKS = 8, 200_000


@dataclass(frozen=True, slots=True)
class PinningBlocks:
    """The live blocks of one type, or an even sample of them where there are many."""

    type_name: str
    addresses: Addresses
    """Of the blocks; what stands before an object in its block is part of it."""
    kept_bytes: NDArray[np.float64]
    """What each keeps: its type's Shapley share of the arena's free bytes, divided among the type's blocks there."""


def read_pinning_blocks(pid: int) -> tuple[PinningBlocks, ...]:
    """The blocks of the types that keep the most, in a process that waits.

    Raises InputError as `read_ledger` does.
    """
    view = open_view(open_source(pid))
    census = take_census(view)
    return find_pinning_blocks(view, census)


def find_pinning_blocks(view: View, census: Census) -> tuple[PinningBlocks, ...]:
    """The same from a census of the view."""
    counts = census.counts
    share = shapley_shares(counts.arena, census.free_bytes)
    each = dict(
        zip(zip(counts.arena.tolist(), counts.number.tolist(), strict=True), share / counts.blocks, strict=True)
    )
    numbers, place = np.unique(counts.number, return_inverse=True)
    order = np.argsort(np.bincount(place, share, len(numbers)))[::-1][:_MOST_TYPES]
    found = _collect(view, set(numbers[order].tolist()))
    return tuple(_pinning(view, number, found[number], each) for number in numbers[order].tolist() if number in found)


def _collect(view: View, numbers: set[int]) -> dict[int, NDArray[np.int64]]:
    """Arena and address of the live blocks of some types: shape (2, blocks)."""
    parts: dict[int, list[NDArray[np.int64]]] = {}
    pools = view.arenas.pools
    chosen = pools.used > 0
    arena_of = view.arenas.arena_of[chosen]
    for here, blocks in read_blocks(view.source.memory, view.residency, pools.select(chosen)):
        number = find_types(blocks, view.table, view.ranges).number
        for one in numbers.intersection(np.unique(number).tolist()):
            rows = number == one
            arena = arena_of[here][blocks.pool[rows]]
            parts.setdefault(one, []).append(np.stack([arena, blocks.addresses[rows].astype(np.int64)]))
    return {one: _sampled(np.hstack(found)) for one, found in parts.items()}


def _sampled(found: NDArray[np.int64]) -> NDArray[np.int64]:
    every = -(-found.shape[1] // _MOST_BLOCKS)
    return found[:, ::every]


def _pinning(
    view: View, number: int, found: NDArray[np.int64], each: dict[tuple[int, int], np.float64]
) -> PinningBlocks:
    name = view.table.types[number].name if number >= 0 else NAMES[number]
    kept = [each.get((arena, number), 0.0) for arena in found[0].tolist()]
    return PinningBlocks(name, found[1].astype(np.uint64), np.array(kept, np.float64))


def pinning_tables(blocks: Iterable[PinningBlocks]) -> list[dict[str, object]]:
    """Plain lists, for a reader in another interpreter."""
    return [
        {"type": one.type_name, "addresses": one.addresses.tolist(), "kept": one.kept_bytes.tolist()}
        for one in blocks
    ]
