"""From the roots of a heap down to a sample of its objects: of large containers one entry in so many is followed.

An object is taken in where its type is one that was seen among the live blocks, as many bytes stand before it as that
says, and its reference count is one: what is followed was alive at that moment, however large the heap is.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.found_pointers import FoundPointers, Pointers
from sparsemem.outside.graph.found_references import FoundReferences
from sparsemem.outside.graph.object_places import ObjectPlaces
from sparsemem.outside.graph.object_rows import ObjectRows, read_rows
from sparsemem.outside.graph.reference_counts import plain_counts
from sparsemem.outside.graph.sampled_objects import Links, SampledObjects
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import parts
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.memory.sorted_numbers import changes, places_in
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.known_types import Rule
from sparsemem.outside.objects.node_kinds import MOST_KINDS, NO_OBJECT, Kinds
from sparsemem.outside.pymalloc.block_numbers import Numbers

_LARGE_CHUNK = 1 << 20
"""Bytes of a chunk that is followed whatever its address says: one stands for much, and there are few."""
_TOGETHER = 1 << 15
"""Objects that are read together."""
_MOST_LEVELS = 5_000
"""Steps from a root, at a millisecond each; what lies further down is left out."""
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(40)
"""An odd number without a pattern, by which addresses become numbers without one, and the bits left out of these."""
_DEAD = np.uint64(1 << 40)
"""What is no reference count: a freed block has a pointer in its place, or 0."""
_COUNT_AT = {Rule.LIST: 2, Rule.TUPLE: 2, Rule.DICT: 2, Rule.ORDERED_DICT: 2, Rule.DEQUE: 2, Rule.SET: 3}
"""The word that says how many entries there are."""

Read = Callable[[FoundReferences, Traversal, ObjectRows, Numbers], None]


class SampledWalk:
    """One walk; nothing of it is kept but the objects that were come to."""

    def __init__(
        self, view: View, where: ObjectPlaces, what: tuple[Kinds, Traversal], size: tuple[int, int, int]
    ) -> None:
        """`size` is one in how many entries is followed, from how many on, and how many objects there may be."""
        self._view, self._where, (self._kinds, self._plan) = view, where, what
        self._every, self._large, most = size
        addresses = np.array([one.address for one in self._kinds.types[:MOST_KINDS]], np.uint64)
        self._by_address = np.argsort(addresses)
        self._addresses = addresses[self._by_address]
        self.objects = SampledObjects(most)
        self._waiting = [np.zeros(0, np.int32)]

    def follow(self, roots: Addresses, read: Read) -> None:
        """All that is held for certain first, then what entries of large containers hold. Raises TooManyError."""
        one, outside = np.ones(len(roots), np.float32), np.full(len(roots), -1, np.int32)
        frontier = self._take(Pointers(outside, roots, one, np.zeros(len(roots), np.bool_)))
        for _ in range(_MOST_LEVELS):
            if not len(frontier):
                waiting, self._waiting = np.concatenate(self._waiting), [np.zeros(0, np.int32)]
                frontier = waiting[~self.objects.is_certain[waiting]]
            if not len(frontier):
                break
            parts = [frontier[first : first + _TOGETHER] for first in range(0, len(frontier), _TOGETHER)]
            frontier = np.concatenate([self._expand(part, read) for part in parts])

    def _expand(self, some: Numbers, read: Read) -> Numbers:
        """Takes in what some objects refer to; what is to be followed next."""
        kind, places = self.objects.kind[some].astype(np.int64), self.objects.place[some]
        follows = np.flatnonzero((self._kinds.before[kind] >= 0) & ~self._kinds.is_leaf[kind])
        some, kind, places = some[follows], kind[follows], places[follows]
        before = self._kinds.before[kind].astype(np.int64) >> 3
        where = self._where.addresses(places), self._where.sizes(places) // 8, before
        found = FoundPointers(self._view.source.memory, where[1], self._choose)
        counts, numbers = np.zeros(len(some), np.int32), np.arange(len(some), dtype=np.int32)
        for rows in read_rows(self._view.source.memory, (numbers, kind), where):
            found.is_large[rows.nodes] = self._are_large(rows)
            read(found, self._plan, rows, counts)
        every = found.take()
        return self._take(replace(every, sources=some[every.sources]))

    def _are_large(self, rows: ObjectRows) -> Flags:
        rule, found = self._plan.rule[rows.kind], np.zeros(len(rows), np.bool_)
        for one, at in _COUNT_AT.items():
            count = rows.word(at)
            found |= (rule == one) & (count >= np.uint64(self._large)) & (count < _DEAD)
        return found

    def _choose(self, pointers: Addresses) -> tuple[Flags, Flags]:
        """Which of some entries are followed for others as well, and which for themselves alone: those that are large
        themselves."""
        mixed = (pointers >> np.uint64(4)) * _MIX >> _SHIFT
        chosen, alone = mixed % np.uint64(self._every) == 0, np.zeros(len(pointers), np.bool_)
        far = np.flatnonzero(self._where.numbering.slots_of(pointers)[0] < 0)
        places, _ = self._where.find(pointers[far])
        known = np.flatnonzero(places >= 0)
        alone[far[known]] = self._where.sizes(places[known]) >= _LARGE_CHUNK
        return chosen & ~alone, alone

    def _take(self, found: Pointers) -> Numbers:
        """Takes in what some pointers lead to; returns what is to be followed next, the others wait."""
        every = [np.zeros(0, np.int32)]
        for here in parts(len(found.pointers)):
            every.append(self._take_some(found.where(np.arange(here.start, here.stop))))
        return np.concatenate(every)

    def _take_some(self, found: Pointers) -> Numbers:
        places, inside = self._where.find(found.pointers)
        kept = np.flatnonzero(places >= 0)
        places, inside, found = places[kept], inside[kept], found.where(kept)
        fresh = np.flatnonzero(self.objects.find(places) < 0)
        # What is followed for certain comes first among those to one place: by it the object is known.
        order = fresh[np.lexsort((found.factor[fresh], found.is_part[fresh], places[fresh]))]
        kind, references = self._look(found.pointers[order], inside[order])
        good = (kind != NO_OBJECT) != found.is_part[order]
        order, kind, references = order[good], kind[good], references[good]
        begins = changes(places[order])
        first, what = order[begins], (kind[begins], references[begins])
        numbers = self.objects.add(places[first], what, (found.sources[first], found.factor[first]))
        targets = self.objects.find(places)
        some = np.flatnonzero((targets >= 0) & (found.sources >= 0) & ~found.is_part)
        promoted = self.objects.count_links(Links(found.sources[some], targets[some], found.factor[some] > 1))
        waits = (found.factor[first] > 1) & ~self.objects.is_certain[numbers]
        self._waiting.append(numbers[waits])
        return np.concatenate([numbers[~waits], self._again(promoted, numbers)])

    def _again(self, promoted: Numbers, fresh: Numbers) -> Numbers:
        """Of what has become certain that which is not about to be followed anyway."""
        return promoted[~np.isin(promoted, fresh)] if len(promoted) else promoted

    def _look(self, pointers: Addresses, inside: NDArray[np.int64]) -> tuple[NDArray[np.uint16], Numbers]:
        """The kind of the object that each pointer leads to, `NO_OBJECT` where to none, and its reference count."""
        heads = gather_words(self._view.source.memory, pointers & ~np.uint64(7), 2)
        at = places_in(self._addresses, heads[:, 1])
        kind = self._by_address[at]  # of what has no known type it is the last one's, and left out below
        before = self._kinds.before[kind].astype(np.int64)
        low = heads[:, 0] & np.uint64(0xFFFFFFFF) if self._plan.layout.counts_in_32_bits else heads[:, 0]
        good = (at >= 0) & (before == inside) & (low > 0) & (low < _DEAD)
        references = plain_counts(heads[:, 0], self._plan).astype(np.int32)
        return np.where(good, kind, NO_OBJECT).astype(np.uint16), np.where(good, references, 0).astype(np.int32)
