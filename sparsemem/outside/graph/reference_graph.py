"""What refers to what: every live block of the pools, every chunk of malloc in use, and the pointers between them.

An edge is a word of a block that leads to where another one's object begins, or anywhere into a block that is no
object. The words that the collector keeps before an object, its type, and what a weak reference refers to are none.
No edge is kept: the process's own memory is where they are looked up, a batch of nodes at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.node_words import block_rows, chunk_rows
from sparsemem.outside.graph.non_reference_words import blank
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import Kinds
from sparsemem.outside.pymalloc.block_numbers import Numbering, Numbers
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE

_MOST_WORDS = np.uint64(0xFFFFFFFF)
"""32 GB, of which more is looked at in no chunk."""


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
        self.starts = chunks[0]
        """Where the content of each chunk begins, in the order of addresses."""
        self._words = np.minimum((chunks[1] - chunks[0]) // np.uint64(8), _MOST_WORDS).astype(np.uint32)
        self.unused = zeros(len(self.starts), np.uint32)
        """How many words of each chunk are not in use, where a list tells."""
        self.kind = zeros(len(self), np.uint16)
        self.kinds = Kinds(view.source.memory, [])
        pools = numbering.pools.addresses
        self._bounds = [_bounds(*part) for part in _spans(pools, chunks)]

    def __len__(self) -> int:
        return len(self.numbering) + len(self.starts)

    def ends(self, chunks: NDArray[np.int64] | Numbers | slice) -> Addresses:
        """Where the content of some chunks ends."""
        found: Addresses = self.starts[chunks] + self._words[chunks].astype(np.uint64) * np.uint64(8)
        return found

    def find(self, pointers: Addresses) -> Numbers:
        """The node that each pointer leads to, -1 where to none."""
        pointers = pointers & ~np.uint64(7)
        found, inside = self.numbering.find(pointers)
        rest = np.flatnonzero((found < 0) & self._among_chunks(pointers))
        if len(rest):
            at = np.searchsorted(self.starts, pointers[rest], "right") - 1
            good = (at >= 0) & (pointers[rest] < self.ends(at))
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
        pool, offset = self.offsets(nodes[:split])
        blocks = self.numbering.pools.addresses[pool] + offset.astype(np.uint64)
        return np.concatenate([blocks, self.starts[nodes[split:] - len(self.numbering)]])

    def objects(self, nodes: Numbers) -> Addresses:
        """Where the objects of some nodes begin, which are in order."""
        before = np.maximum(self.kinds.before[self.kind[nodes]], 0)
        return self.addresses(nodes) + before.astype(np.uint64)

    def offsets(self, nodes: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pool of each of some blocks, which are in order, and where in it the block begins."""
        pool = self.numbering.pool_of_number(nodes)
        some = pool[np.flatnonzero(np.diff(pool, prepend=-1))]
        _, offset = self.numbering.slots(some)
        live = self.numbering.first[some + 1] - self.numbering.first[some]
        place = np.searchsorted(some, pool)
        return pool, offset[nodes - self.numbering.first[pool] + (np.cumsum(live) - live)[place]]

    def edges(self, nodes: Numbers) -> Iterator[Edges]:
        """All references of some nodes, which are in order; leaves had better not be among them."""
        split = int(np.searchsorted(nodes, len(self.numbering)))
        for some, addresses, content in block_rows(self, nodes[:split]):
            yield self._edges_of(some, addresses, content)
        for some, addresses, content in chunk_rows(self, nodes[split:]):
            begins = addresses[0] == self.starts[some[0] - len(self.numbering)]
            yield self._edges_of(some, addresses, content, begins)

    def likely(self, content: Addresses) -> NDArray[np.int64]:
        """The positions of the words that lead to where blocks and chunks are at all."""
        flags = np.zeros(len(content), np.bool_)
        for low, high in self._bounds:
            flags |= content - np.uint64(low) < np.uint64(high - low)
        return np.flatnonzero(flags)

    def _edges_of(self, nodes: Numbers, addresses: Addresses, content: Addresses, begins: bool = True) -> Edges:
        width = content.shape[1]
        # Of a large chunk that is read in parts only the first one has anything before its references.
        object_at = blank(self, nodes, content) if begins else np.zeros(len(nodes), np.int16)
        flat = content.reshape(-1)
        places = self.likely(flat)
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
