"""The nodes of a heap: every live block of the pools, every chunk of malloc in use, and what each of them is.

Blocks are numbered first, then chunks, both in their own orders. Nothing here changes once it is made.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.arrow_buffers import Buffers
from sparsemem.outside.graph.chunk_nodes import Chunks
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import STEP
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import Kinds
from sparsemem.outside.pymalloc.block_numbers import Numbering, Numbers
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE

_MOST_WORDS = np.uint64(0xFFFFFFFF)
"""32 GB, of which more is looked at in no chunk."""
_WORD = np.uint64(8)


@dataclass(frozen=True, slots=True)
class Nodes:
    """The live blocks and chunks of one process at one moment."""

    view: View
    numbering: Numbering
    starts: Addresses
    """Where the content of each chunk begins, in the order of addresses."""
    words: NDArray[np.uint32]
    """How many words the content of each chunk is long."""
    kind: NDArray[np.uint16]
    """The kind of each node, as in `Kinds`."""
    kinds: Kinds
    spans: tuple[tuple[int, int], ...]
    """Where blocks and chunks are at all: the pools first, then chunks."""
    bare: Ranges
    """Where chunks have no header, in the order of addresses."""
    heaps: Ranges
    """malloc's heaps, in the order of addresses; chunks that are mapped alone are in none."""
    frames: Ranges
    """The interpreter's own stacks of frames, which are no nodes."""
    buffers: Buffers
    """Chunks that another one has for certain."""

    def __len__(self) -> int:
        return len(self.numbering) + len(self.starts)

    def ends(self, chunks: NDArray[np.int64] | Numbers | slice) -> Addresses:
        """Where the content of some chunks ends."""
        found: Addresses = self.starts[chunks] + self.words[chunks].astype(np.uint64) * _WORD
        return found

    def likely(self, content: Addresses) -> NDArray[np.int64]:
        """The positions of the words that lead to where blocks and chunks are at all."""
        return np.flatnonzero(self._within(content, self.spans))

    def find(self, pointers: Addresses) -> Numbers:
        """The node that each pointer leads to, -1 where to none: where an object begins, or anywhere into a block
        that is no object."""
        found, inside = self.find_around(pointers & ~np.uint64(7))
        hits = np.flatnonzero(found >= 0)
        before = self.kinds.before[self.kind[found[hits]]]
        found[hits[(before >= 0) & (before != inside[hits])]] = -1
        return found

    def find_around(self, pointers: Addresses) -> tuple[Numbers, NDArray[np.int32]]:
        """The node that each pointer lies in, -1 where in none, and how many bytes behind where that begins."""
        found, inside = self.numbering.find(pointers)
        rest = np.flatnonzero((found < 0) & self._within(pointers, self.spans[1:]))
        if len(rest):
            at = np.searchsorted(self.starts, pointers[rest], "right") - 1
            good = (at >= 0) & (pointers[rest] < self.ends(at))
            hits = rest[good]
            found[hits] = at[good] + len(self.numbering)
            inside[hits] = np.minimum(pointers[hits] - self.starts[at[good]], 1 << 30)
        return found, inside

    def find_known(self, pointers: Addresses) -> Numbers:
        """The same of those that lead to one."""
        found = self.find(pointers)
        return found[found >= 0]

    def are_objects(self, nodes: Numbers) -> Flags:
        """Which of some nodes are objects."""
        found: Flags = self.kinds.before[self.kind[nodes]] >= 0
        return found

    def likely_beginnings(self, pointers: Addresses) -> NDArray[np.int64]:
        """The same of those where an object could begin."""
        return np.flatnonzero(self._within(pointers, self.spans) & (pointers & np.uint64(7) == 0))

    def _within(self, pointers: Addresses, spans: tuple[tuple[int, int], ...]) -> Flags:
        flags = np.zeros(len(pointers), np.bool_)
        for low, high in spans:
            if high > low:
                flags |= pointers - np.uint64(low) < np.uint64(high - low)
        return flags

    def addresses(self, nodes: Numbers) -> Addresses:
        """Where the blocks of some nodes begin, which are in order."""
        split = int(np.searchsorted(nodes, np.int32(len(self.numbering))))
        found = np.empty(len(nodes), np.uint64)
        for first in range(0, split, STEP):
            stop = min(first + STEP, split)
            pool, offset = self.offsets(nodes[first:stop])
            found[first:stop] = self.numbering.pools.addresses[pool] + offset.astype(np.uint64)
        found[split:] = self.starts[nodes[split:] - len(self.numbering)]
        return found

    def objects(self, nodes: Numbers) -> Addresses:
        """Where the objects of some nodes begin, which are in order."""
        before = np.maximum(self.kinds.before[self.kind[nodes]], 0)
        return self.addresses(nodes) + before.astype(np.uint64)

    def offsets(self, nodes: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pool of each of some blocks, which are in order, and where in it the block begins."""
        pool = self.numbering.pool_of_number(nodes)
        return pool, self.numbering.offsets(nodes, pool)

    def sizes(self, nodes: Numbers) -> NDArray[np.int64]:
        """The bytes of each of some nodes, in any order: of the block, or of the chunk with its header."""
        is_block = nodes < len(self.numbering)
        sizes = np.zeros(len(nodes), np.int64)
        pool = self.numbering.pool_of_number(nodes[is_block])
        sizes[is_block] = self.numbering.pools.block_size[pool]
        chunks = nodes[~is_block] - len(self.numbering)
        headers = ~self.bare.contain(self.starts[chunks])
        sizes[~is_block] = (self.words[chunks].astype(np.int64) + headers) * 8
        return sizes

    def content_words(self, nodes: Numbers) -> NDArray[np.int64]:
        """How many words each of some nodes has without its header."""
        counts = self.sizes(nodes) // 8
        chunks = nodes >= len(self.numbering)
        counts[chunks] = self.words[nodes[chunks] - len(self.numbering)]
        return counts


def make_nodes(view: View, numbering: Numbering, chunks: Chunks, classes: tuple[NDArray[np.uint16], Kinds]) -> Nodes:
    """The nodes, from the blocks that were numbered, the chunks, and the kind of each."""
    starts, ends = chunks.starts, chunks.ends
    words = np.minimum((ends - starts) // _WORD, _MOST_WORDS).astype(np.uint32)
    spans = tuple(_bounds(*part) for part in _spans(numbering.pools.addresses, (starts, ends)))
    spaces = chunks.bare, chunks.heaps, chunks.frames
    return Nodes(view, numbering, starts, words, *classes, spans, *spaces, chunks.buffers)


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
