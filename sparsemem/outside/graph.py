"""What refers to what: every live block of the pools, every chunk of malloc in use, and the pointers between them.

An edge is a word of a block that leads to where another one's object begins, or anywhere into a block that is no
object. The words that the collector keeps before an object, its type, and what a weak reference refers to are none.
No edge is kept: the process's own memory is where they are looked up, a batch of nodes at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from sparsemem.outside.blocks import read_content
from sparsemem.outside.kinds import TABLE, Kinds, Role
from sparsemem.outside.memory import Addresses, Flags, words
from sparsemem.outside.numbering import Numbering, Numbers
from sparsemem.outside.pools import POOL_SIZE
from sparsemem.outside.view import View

_POOLS, _CHUNKS = 256, 1 << 14
"""Read at once: 4 MiB of pools; chunks of up to 128 bytes likewise."""
_STEP, _SMALL = 128, 4096
_WINDOW = 1 << 17
"""Words of a large chunk that are looked at together."""
_PROBES, _PROBED = 32, 512
_UNLIMITED = 0xFFFFFFFF
_LONGEST = np.uint64(1 << 31)
_DENSE = 4
"""Nodes in a pool, from which on the pool is read whole."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Some of the references; an element of each array a reference."""

    sources: Numbers
    columns: NDArray[np.int32]
    """Where in the source the pointer stands, in words from where its object begins."""
    targets: Numbers
    before: Addresses
    """The word that stands before the pointer: in the table of a dict it is the key."""
    pointers: Addresses
    places: Addresses
    """Where the pointer stands."""


class Graph:
    """The nodes are numbered: first the blocks, then the chunks, both in their own orders."""

    def __init__(self, view: View, numbering: Numbering, chunks: tuple[Addresses, Addresses]) -> None:
        self.view, self.numbering = view, numbering
        self.starts, self.ends = chunks
        """Where the content of each chunk begins and ends, in the order of addresses."""
        self.limits = np.full(len(self.starts), _UNLIMITED, np.uint32)
        """How many words of each chunk are in use, where a list tells."""
        self.kind = np.zeros(len(self), np.uint16)
        self.kinds = Kinds(view.source.memory, [])
        pools = numbering.pools.addresses
        self._bounds = [_bounds(*part) for part in _spans(pools, chunks)]

    def __len__(self) -> int:
        return len(self.numbering) + len(self.starts)

    def find(self, pointers: Addresses) -> Numbers:
        """The node that each pointer leads to, -1 where to none."""
        pointers = pointers & ~np.uint64(7)
        found, inside = self.numbering.find(pointers)
        rest = np.flatnonzero((found < 0) & self._among_chunks(pointers))
        if len(rest):
            at = np.searchsorted(self.starts, pointers[rest], "right") - 1
            good = (at >= 0) & (pointers[rest] < self.ends[at])
            hits = rest[good]
            found[hits] = at[good] + len(self.numbering)
            inside[hits] = np.minimum(pointers[hits] - self.starts[at[good]], 1 << 30)
        hits = np.flatnonzero(found >= 0)
        before = self.kinds.before[self.kind[found[hits]]]
        found[hits[(before >= 0) & (before != inside[hits])]] = -1
        return found

    def _among_chunks(self, pointers: Addresses) -> Flags:
        among = np.zeros(len(pointers), np.bool_)
        for low, high in self._bounds[1:]:
            among |= pointers - np.uint64(low) < np.uint64(high - low)
        return among

    def addresses(self, nodes: Numbers) -> Addresses:
        """Where the blocks of some nodes begin, which are in order."""
        split = int(np.searchsorted(nodes, len(self.numbering)))
        pool, offset = self._offsets(nodes[:split])
        blocks = self.numbering.pools.addresses[pool] + offset.astype(np.uint64)
        return np.concatenate([blocks, self.starts[nodes[split:] - len(self.numbering)]])

    def objects(self, nodes: Numbers) -> Addresses:
        """Where the objects of some nodes begin, which are in order."""
        before = np.maximum(self.kinds.before[self.kind[nodes]], 0)
        return self.addresses(nodes) + before.astype(np.uint64)

    def _offsets(self, nodes: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        pool = self.numbering.pool_of_number(nodes)
        some = pool[np.flatnonzero(np.diff(pool, prepend=-1))]
        _, offset = self.numbering.slots(some)
        live = self.numbering.first[some + 1] - self.numbering.first[some]
        place = np.searchsorted(some, pool)
        return pool, offset[nodes - self.numbering.first[pool] + (np.cumsum(live) - live)[place]]

    def edges(self, nodes: Numbers) -> Iterator[Edges]:
        """All references of some nodes, which are in order; leaves had better not be among them."""
        split = int(np.searchsorted(nodes, len(self.numbering)))
        for some, addresses, content in self._block_rows(nodes[:split]):
            yield self._edges_of(some, addresses, content)
        for some, addresses, content in self._chunk_rows(nodes[split:]):
            yield self._edges_of(some, addresses, content)

    def _block_rows(self, nodes: Numbers) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
        pools = self.numbering.pools
        which = self.numbering.pool_of_number(nodes)
        firsts = np.flatnonzero(np.diff(which, prepend=-1))
        for begin in range(0, len(firsts), _POOLS):
            stop = firsts[begin + _POOLS] if begin + _POOLS < len(firsts) else len(nodes)
            some = nodes[firsts[begin] : stop]
            pool, offset = self._offsets(some)
            size, addresses = pools.block_size[pool], pools.addresses[pool] + offset.astype(np.uint64)
            here = pool[np.flatnonzero(np.diff(pool, prepend=-1))]
            content = None
            if len(some) >= _DENSE * len(here):
                content = words(read_content(self.view.source.memory, self.view.residency, pools.select(here)))
                start = np.searchsorted(here, pool) * (POOL_SIZE // 8) + offset // 8
            for width in np.flatnonzero(np.bincount(size)).tolist():
                rows = np.flatnonzero(size == width)
                if content is None:
                    found = words(self.view.source.memory.gather(addresses[rows], width)[0])
                else:
                    found = _rows(content, start[rows], width // 8)
                yield some[rows], addresses[rows], found

    def _chunk_rows(self, nodes: Numbers) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
        at = nodes - len(self.numbering)
        starts, sizes = self.starts[at], (self.ends[at] - self.starts[at]).astype(np.int64)
        sizes = np.minimum(sizes, self.limits[at].astype(np.int64) * 8)
        steps = np.clip(-(-sizes // _STEP), 1, _SMALL // _STEP + 1)
        for step in np.flatnonzero(np.bincount(steps)).tolist() if len(steps) else []:
            chosen = np.flatnonzero(steps == step)
            if step > _SMALL // _STEP:
                for row in chosen.tolist():
                    yield from self._large(nodes[row : row + 1], int(starts[row]), int(sizes[row]))
                continue
            most = _CHUNKS // step
            for rows in (chosen[first : first + most] for first in range(0, len(chosen), most)):
                yield nodes[rows], starts[rows], self._small(starts[rows], sizes[rows], step * _STEP)

    def _small(self, starts: Addresses, sizes: NDArray[np.int64], width: int) -> Addresses:
        content, whole = self.view.source.memory.gather(starts, width)
        for row in np.flatnonzero(~whole).tolist():
            part = self.view.source.memory.span(int(starts[row]), int(sizes[row]))
            content[row, : len(part)] = part
        table = words(content)
        table[np.arange(width // 8) >= sizes[:, None] // 8] = 0
        return table

    def _large(self, node: Numbers, start: int, size: int) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
        if size > _PROBES * _PROBED * 8 and not self._is_worth_reading(start, size):
            return
        for first in range(start, start + size, _WINDOW * 8):
            here = min(_WINDOW * 8, start + size - first)
            pages = np.array([first], np.uint64), np.array([first + here], np.uint64)
            if self.view.residency.between(*pages)[0]:
                # A copy, for what is no reference is taken out of it.
                content = words(self.view.source.memory.span(first, here)).copy()
                yield node, pages[0], content.reshape(1, -1)

    def _is_worth_reading(self, start: int, size: int) -> bool:
        """Whether one of some places of a large chunk holds a pointer; numbers and text do not."""
        step = size // _PROBES // 8 * 8
        places = np.arange(start, start + step * _PROBES, step, dtype=np.uint64)
        places = places[self.view.residency.resident(places)]
        found = words(self.view.source.memory.gather(places, _PROBED * 8)[0]).reshape(-1)
        return bool((self.find(found[self._likely(found)]) >= 0).any())

    def _likely(self, content: Addresses) -> NDArray[np.int64]:
        """The positions of the words that lead to where blocks and chunks are at all."""
        flags = np.zeros(len(content), np.bool_)
        for low, high in self._bounds:
            flags |= content - np.uint64(low) < np.uint64(high - low)
        return np.flatnonzero(flags)

    def _edges_of(self, nodes: Numbers, addresses: Addresses, content: Addresses) -> Edges:
        width = content.shape[1]
        object_at = np.maximum(self.kinds.before[self.kind[nodes]], 0) >> 3
        self._blank(nodes, content, object_at)
        self._blank_stale(nodes, content, object_at)
        self._limit_items(nodes, content, object_at)
        flat = content.reshape(-1)
        places = self._likely(flat)
        pointers = flat[places]
        targets = self.find(pointers)
        kept = np.flatnonzero(targets >= 0)
        places, pointers, targets = places[kept], pointers[kept], targets[kept]
        rows, columns = np.divmod(places, max(width, 1))
        return Edges(
            sources=nodes[rows],
            columns=(columns - object_at[rows]).astype(np.int32),
            targets=targets,
            before=flat[np.maximum(places - 1, 0)],
            pointers=pointers,
            places=addresses[rows] + columns.astype(np.uint64) * np.uint64(8),
        )

    def _blank(self, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
        """Takes out what is no reference: type, collector's links, and the objects of weak references."""
        kind, width = self.kind[nodes], content.shape[1]
        typed = self.kinds.before[kind] >= 0
        for at in np.flatnonzero(np.bincount(object_at[typed])).tolist() if typed.any() else []:
            rows = np.flatnonzero(typed & (object_at == at))
            unwanted = [at + 1, at - 2, at - 1] + ([] if self.kinds.old else [at - 4])
            for column in unwanted:
                if 0 <= column < width:
                    content[rows, column] = 0
            weak = rows[self.kinds.role[kind[rows]] == Role.WEAK]
            content[np.ix_(weak, [column for column in range(at, min(at + 8, width)) if column != at + 3])] = 0

    def _blank_stale(self, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
        """Takes out what is behind an object in its block, and so left from what was there before."""
        kind, width = self.kind[nodes], content.shape[1]
        size = self.kinds.extent[kind].astype(np.int64)
        role = self.kinds.role[kind]
        tuples = np.flatnonzero((role == Role.TUPLE) & (object_at + 2 < width))
        size[tuples] = 24 + 8 * np.minimum(content[tuples, object_at[tuples] + 2], _LONGEST).astype(np.int64)
        tables = np.flatnonzero(kind == TABLE)
        size[tables] = table_sizes(content[tables, object_at[tables] + 1]) if width > 3 else -1
        end = object_at + (size + 7) // 8
        content[(size >= 0) & (end < width), -1] = 0
        for count in np.flatnonzero(np.bincount(end[role == Role.ITEMS], minlength=1)).tolist():
            content[(role == Role.ITEMS) & (end == count), count:] = 0

    def _limit_items(self, nodes: Numbers, content: Addresses, object_at: NDArray[np.int16]) -> None:
        """Notes for the items of lists how many there are; room is kept for some more, and holds what it held."""
        lists = np.flatnonzero(self.kinds.role[self.kind[nodes]] == Role.LIST)
        if not len(lists) or content.shape[1] < 4:
            return
        at = object_at[lists].astype(np.int64)
        count, items = content[lists, at + 2], content[lists, at + 3]
        targets = self.find(items)
        plain = (targets >= 0) & (self.kinds.before[self.kind[targets]] < 0) & (count < _LONGEST)
        targets, count = targets[plain], count[plain]
        large = targets >= len(self.numbering)
        self.limits[targets[large] - len(self.numbering)] = count[large] + np.uint64(self.kinds.debug_bytes // 8)
        for one in np.flatnonzero(np.bincount(count[~large].astype(np.int64), minlength=1)).tolist():
            self.kind[targets[~large & (count == one)]] = self.kinds.belonging(Role.ITEMS, one)


def table_sizes(sizes: Addresses) -> NDArray[np.int64]:
    """The bytes of tables of keys, by the second word of each: `struct _dictkeysobject` in pycore_dict.h."""
    size, index, kind = (sizes >> np.uint64(shift) & np.uint64(255) for shift in (0, 8, 16))
    entries = (np.int64(2) << np.minimum(size, 40).astype(np.int64)) // 3
    head = 32 + (np.int64(1) << np.minimum(index, 40).astype(np.int64))
    total: NDArray[np.int64] = head + entries * np.where(kind == 0, 24, 16)
    return total


def _rows(content: Addresses, start: NDArray[np.int64], width: int) -> Addresses:
    """`width` words from each of the places on, copied."""
    flat = content.reshape(-1)
    windows = as_strided(flat, (max(len(flat) - width + 1, 0), width), (8, 8), writeable=False)
    found: Addresses = windows[start]
    return found


def _bounds(starts: Addresses, ends: Addresses) -> tuple[int, int]:
    return (int(starts.min()), int(ends.max())) if len(starts) else (0, 0)


def _spans(pools: Addresses, chunks: tuple[Addresses, Addresses]) -> list[tuple[Addresses, Addresses]]:
    """Pools, and the chunks on either side of the largest gap between two."""
    starts, ends = chunks
    spans = [(pools, pools + np.uint64(POOL_SIZE))]
    if len(starts) > 1:
        gap = int(np.argmax(starts[1:] - ends[:-1])) + 1
        spans += [(starts[:gap], ends[:gap]), (starts[gap:], ends[gap:])]
    else:
        spans.append(chunks)
    return spans
