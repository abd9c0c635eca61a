"""What holds a pointer, by where it stands: an object itself, or the buffer of a list, a set or a dict."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.resident_windows import read_window
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.typed_blocks import Typed, find_types
from sparsemem.outside.pymalloc.live_blocks import Blocks, read_blocks
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE, Pools
from sparsemem.outside.search.item_buffers import find_buffers

_LONGEST_TUPLE = 1 << 20
"""Bytes."""
_HEADS = 16


@dataclass(frozen=True, slots=True)
class Holder:
    """An object that holds a pointer, itself or in its buffer."""

    address: int
    number: int
    """The number of its type."""
    place: int
    """Where the pointer stands."""
    buffer: int
    """Where the buffer begins that it stands in; 0 where it stands in the object itself."""
    in_keys: bool
    """Whether that buffer is the keys of a dict."""


def find_holders(view: View, places: Addresses) -> list[Holder]:
    """The objects in which, or in whose buffers, the places are; places in nothing that is known are left out."""
    places = np.unique(places)
    objects = list(_in_objects(view, places))
    found = {holder.place for holder in objects}
    rest = np.array([place for place in places.tolist() if place not in found], np.uint64)
    buffers = list(_in_buffers(view, rest)) if len(rest) else []
    found.update(holder.place for holder in buffers)
    return objects + buffers + list(_in_tuples(view, [place for place in rest.tolist() if place not in found]))


def _in_objects(view: View, places: Addresses) -> Iterator[Holder]:
    used = _pools_in_order(view)
    pools = np.isin(used.addresses, np.unique(places & ~np.uint64(POOL_SIZE - 1)))
    for blocks, typed in _typed(view, used.select(pools)):
        at = np.searchsorted(blocks.addresses, places, "right") - 1
        inside = (at >= 0) & (places < blocks.addresses[at] + blocks.sizes[at].astype(np.uint64))
        hits = np.flatnonzero(inside & (typed.number[at] >= 0))
        starts = blocks.addresses[at[hits]].astype(np.int64) + typed.before[at[hits]]
        rows = zip(starts.tolist(), typed.number[at[hits]].tolist(), places[hits].tolist(), strict=True)
        yield from (Holder(*row, buffer=0, in_keys=False) for row in rows)


def _in_buffers(view: View, places: Addresses) -> Iterator[Holder]:
    for blocks, typed in _typed(view, _pools_in_order(view)):
        buffers = find_buffers(view.source.memory, blocks, typed, view.table.types, places)
        for at, place in buffers.around(places):
            start, in_keys = int(buffers.starts[at]), bool(buffers.are_keys[at])
            yield Holder(int(buffers.owners[at]), int(buffers.numbers[at]), place, start, in_keys)


def _pools_in_order(view: View) -> Pools:
    """The pools with live blocks, in the order of addresses."""
    pools = view.arenas.pools
    used = np.flatnonzero(pools.used > 0)
    return pools.select(used[np.argsort(pools.addresses[used])])


def _typed(view: View, pools: Pools) -> Iterator[tuple[Blocks, Typed]]:
    for _, blocks in read_blocks(view.source.memory, view.residency, pools):
        if len(blocks):
            yield blocks, find_types(blocks, view.table, view.ranges)


def _in_tuples(view: View, places: list[int]) -> Iterator[Holder]:
    """Tuples of more than 60 items, which are malloc's and so in no pool: the nearest head that reaches so far."""
    number = next((at for at, known in enumerate(view.table.types) if known.name == "tuple"), None)
    if number is None:
        return
    kind = np.uint64(view.table.types[number].address)
    for place in places:
        region = int(view.residency.region_of(np.array([place], np.uint64))[0])
        start = max(place - _LONGEST_TUPLE, int(view.residency.starts[region]))
        before = words(read_window(view.source.memory, view.residency, start, place - start))
        heads = np.flatnonzero(before[1:-1] == kind)[::-1]
        for head in heads[:_HEADS].tolist():
            if (len(before) - head - 3) < before[head + 2]:
                yield Holder(start + head * 8, number, place, 0, False)
                break
