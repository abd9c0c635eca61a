"""Objects that were made after the heap's blocks were counted, as a process that runs makes them.

A name that is bound anew with each event leads to such a one (`state = partial(step, state)`, a list that is linked
at its head), and only by it to all that it had before. So who leads to a fresh object leads to what that refers to.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Arcs, join
from sparsemem.outside.graph.found_pointers import FoundPointers, Pointers
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.object_rows import read_rows
from sparsemem.outside.graph.read_references import read_row_references
from sparsemem.outside.graph.reference_counts import plain_counts
from sparsemem.outside.graph.reference_table import References
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.sorted_numbers import are_in, distinct, places_in
from sparsemem.outside.objects.node_kinds import MOST_KINDS
from sparsemem.outside.pymalloc.block_numbers import Numbers
from sparsemem.outside.pymalloc.pool_headers import HEADER, POOL_SIZE, parse_pools

_MOST, _TOGETHER = 100_000, 1 << 15
"""Fresh objects that are followed, and those that are read together."""
_FEW = 64
"""References of a small object."""
_DEAD = np.uint64(1 << 40)
"""What is no reference count: a freed block has a pointer in its place, or 0."""


@dataclass(frozen=True, slots=True)
class FreshObjects:
    """An element of each array an object of a pool, as it is now."""

    rows: NDArray[np.int64]
    """The position of its pointer among those that were asked for."""
    kind: NDArray[np.int64]
    blocks: Addresses
    """Where its block begins."""
    words: NDArray[np.int64]
    """How many the block has."""

    def where(self, chosen: NDArray[np.int64] | Flags | slice) -> "FreshObjects":
        """Some of them."""
        return FreshObjects(self.rows[chosen], self.kind[chosen], self.blocks[chosen], self.words[chosen])


def lead_on(nodes: Nodes, plan: Traversal, references: References, pointers: Addresses) -> Arcs:
    """The nodes that fresh objects lead to, by others of them as well: from the position of each pointer. A fresh
    object below several of them is the first one's.

    A small object that they lead to may be a fresh one in the place of one that was counted: what it holds that the
    references do not say is led to as well.
    """
    found, followed = list[Arcs](), 0
    origin, seen = np.arange(len(pointers), dtype=np.int32), np.zeros(0, np.uint64)
    while len(pointers) and followed < _MOST:
        seen = distinct(np.concatenate([seen, pointers]))
        every = _objects_at(nodes, plan, pointers, np.arange(len(pointers)))
        followed += len(every.rows)
        origins, below = [origin[:0]], [pointers[:0]]
        for first in range(0, len(every.rows), _TOGETHER):
            some = every.where(slice(first, first + _TOGETHER))
            held = _unsaid(nodes, references, pointers[some.rows], _held(nodes, plan, some))
            above, targets = origin[some.rows[held.sources]], nodes.find(held.pointers)
            are_known = (targets >= 0) & nodes.are_objects(targets)
            found.append(Arcs(above[are_known], targets[are_known]))
            follows = ~are_in(seen, held.pointers)
            follows[are_known] &= _may_have_changed(nodes, references, targets[are_known])
            origins.append(above[follows])
            below.append(held.pointers[follows])
        pointers, place = np.unique(np.concatenate(below), return_index=True)
        origin = np.concatenate(origins)[place]
    return join(found)


def _unsaid(nodes: Nodes, references: References, pointers: Addresses, held: Pointers) -> Pointers:
    """What objects at these pointers hold, without what the references of those that were counted say."""
    sources, targets = nodes.find(pointers), nodes.find(held.pointers)
    known = np.flatnonzero((sources >= 0) & nodes.are_objects(sources))
    row, edges = references.edges(sources[known])
    said = np.sort(known[row].astype(np.int64) << 32 | references.targets[edges])
    return held.where(np.flatnonzero(~are_in(said, held.sources.astype(np.int64) << 32 | np.maximum(targets, 0))))


def _may_have_changed(nodes: Nodes, references: References, some: Numbers) -> Flags:
    counts = references.first[some + 1] - references.first[some]
    found: Flags = (counts <= _FEW) & ~nodes.kinds.is_code[nodes.kind[some]] & ~nodes.kinds.is_leaf[nodes.kind[some]]
    return found


def held_at(nodes: Nodes, plan: Traversal, pointers: Addresses) -> Pointers:
    """What objects of pools hold by now, with the position of the pointer to each."""
    some = _objects_at(nodes, plan, pointers, np.arange(len(pointers)))
    held = _held(nodes, plan, some)
    return replace(held, sources=some.rows[held.sources].astype(np.int32))


def find_fresh(nodes: Nodes, plan: Traversal, pointers: Addresses) -> FreshObjects:
    """Those of some pointers that lead to an object of a pool by now which can hold others, and to none that was
    counted."""
    node = nodes.find(pointers)
    # A block that has another object by now, or was on a free list of the interpreter's, is a node.
    return _objects_at(nodes, plan, pointers, np.flatnonzero((node < 0) | ~nodes.are_objects(node)))


def _objects_at(nodes: Nodes, plan: Traversal, pointers: Addresses, rows: NDArray[np.int64]) -> FreshObjects:
    """Those of some rows where an object of a pool lies by now that can hold others."""
    rows = rows[(pointers[rows] > 0) & (pointers[rows] & np.uint64(15) == 0)]
    kind, before = _look(nodes, plan, pointers[rows])
    found = FreshObjects(rows, kind, pointers[rows] - before, np.zeros(len(rows), np.int64))
    return _with_blocks(nodes, found.where((kind >= 0) & ~nodes.kinds.is_leaf[kind]))


def _look(nodes: Nodes, plan: Traversal, pointers: Addresses) -> tuple[NDArray[np.int64], Addresses]:
    """The kind of the object at each pointer, -1 where none is, and how many bytes of its block stand before it."""
    heads = gather_words(nodes.view.source.memory, pointers, 2)
    addresses = np.array([one.address for one in nodes.kinds.types[:MOST_KINDS]], np.uint64)
    by_address = np.argsort(addresses)
    at = places_in(addresses[by_address], heads[:, 1])
    count = plain_counts(heads[:, 0], plan)
    kind = np.where((at >= 0) & (count > 0) & (count < _DEAD), by_address[at] if len(by_address) else -1, -1)
    return kind, np.maximum(nodes.kinds.before[kind], 0).astype(np.uint64)


def _with_blocks(nodes: Nodes, fresh: FreshObjects) -> FreshObjects:
    """Those that lie where a block of a pool begins, with its size."""
    pools = fresh.blocks & ~np.uint64(POOL_SIZE - 1)
    each, of = np.unique(pools, return_inverse=True)
    rows, there = nodes.view.source.memory.gather(each, HEADER)
    known = parse_pools(each[there], rows[there])
    at = places_in(known.addresses, each)[of]
    good = np.flatnonzero(at >= 0)
    size = known.block_size[at[good]].astype(np.int64)
    inside = (fresh.blocks[good] - pools[good]).astype(np.int64) - HEADER
    begins = (inside >= 0) & (inside % size == 0)
    fresh = fresh.where(good[begins])
    return FreshObjects(fresh.rows, fresh.kind, fresh.blocks, size[begins] // 8)


def _held(nodes: Nodes, plan: Traversal, some: FreshObjects) -> Pointers:
    """What they refer to, by their positions."""
    before = nodes.kinds.before[some.kind].astype(np.int64) >> 3
    found = FoundPointers(nodes.view.source.memory, some.words, lambda pointers: (pointers > 0, pointers == 0))
    counts, numbers = np.zeros(len(some.rows), np.int32), np.arange(len(some.rows), dtype=np.int32)
    for rows in read_rows(nodes.view.source.memory, (numbers, some.kind), (some.blocks, some.words, before)):
        read_row_references(found, plan, rows, counts)
    held = found.take()
    return held.where(np.flatnonzero(~held.is_part))
