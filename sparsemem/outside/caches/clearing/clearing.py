"""Clears caches in thought: what goes, and what is held elsewhere as well.

Of many entries some are followed, and the tables are counted whole: within 0.04 % of a million entries that are
alike. Where entries differ much, or other things hold them as well, all are followed. Node by node, a large cache is
told by the dominator tree where that can be trusted.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.clearing.cache_entries import cache_entries
from sparsemem.outside.caches.clearing.cascade import Cascade
from sparsemem.outside.caches.clearing.dominated_entries import LEAST, dominated_nodes
from sparsemem.outside.caches.clearing.entry_references import EntryReferences
from sparsemem.outside.caches.clearing.own_bytes import OwnBytes, table_bytes
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.sampling import ENTRIES, sample
from sparsemem.outside.graph.belongings import Belongings
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import Addresses
from sparsemem.outside.memory.own_memory import parts
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.pymalloc.block_numbers import Numbers

WHOLE = 20_000
"""Entries, up to which all are followed."""
_MOST = 1_000_000
_THERE = 0.5
"""The share of the entries that a cache had when it was found, without which nothing is said of it: the program has
emptied it meanwhile."""
_DOUBT = 0.05
"""The share of the entries held elsewhere, and the difference of two samples, from which on all are followed."""
Some = tuple[Cache, Addresses]
"""A cache, and some of its entries."""


class Clearing:
    """Clears caches of one heap."""

    def __init__(self, objects: HeapObjects, heap: SolvedHeap) -> None:
        """Nothing is cleared yet."""
        self._objects, self._graph, self._heap = objects, objects.graph, heap
        self._references, self._belongings = EntryReferences(objects), Belongings(objects.graph)
        self._dominated: dict[int, Numbers | None] = {}

    def all(self, caches: Sequence[Cache]) -> OwnBytes | None:
        """What clearing some caches would free; None where most of their entries are not there any more."""
        some = self._entries(caches)
        if sum(len(entries) for _, entries in some) < _THERE * sum(cache.entries for cache in caches):
            return None
        nodes = self._by_dominators(some) if caches[0].is_tangled else None
        if nodes is not None:
            first, second = self._two_samples(some)
            held = (first + second).scaled(len(some[0][1]) / ENTRIES)
            return replace(held, own=int(self._graph.sizes(nodes).sum()))
        tables = sum(self._table_bytes(table) for cache in caches for table in cache.tables)
        return self._bounded(self.of(some) + OwnBytes(tables, 0, 0))

    def of(self, some: list[Some]) -> OwnBytes:
        """What taking some entries out of caches would free, the tables left as large as they are."""
        count = sum(len(entries) for _, entries in some)
        if count <= WHOLE or some[0][0].is_tangled or len(some) > ENTRIES:
            return self._clear(some)
        halves = self._two_samples(some)
        found = halves[0] + halves[1]
        differ = abs(halves[0].own - halves[1].own) > _DOUBT * max(found.own / 2, 1)
        every = found.scaled(count / ENTRIES)
        is_too_much = every != self._bounded(every)
        if count <= _MOST and (differ or found.held > _DOUBT * ENTRIES or is_too_much):
            return self._clear(some)
        return self._bounded(every)

    def _bounded(self, found: OwnBytes) -> OwnBytes:
        """No more than there was when the heap was read: entries and tables are those of now, and where an entry was
        made since, what lay there before can lead to anything."""
        if found.own <= self._heap.reached_bytes:
            return found
        nodes = (np.arange(here.start, here.stop, dtype=np.int32) for here in parts(len(self._graph)))
        return replace(found, own=min(found.own, sum(int(self._graph.sizes(some).sum()) for some in nodes)))

    def nodes(self, caches: Sequence[Cache]) -> Numbers | None:
        """All that clearing some caches would free, node by node, their tables included; None of more than a million
        entries."""
        some = self._entries(caches)
        if sum(len(entries) for _, entries in some) > _MOST:
            return None
        found = self._by_dominators(some)
        return self._by_counts(some) if found is None else found

    def dropped(self, caches: Sequence[Cache]) -> Numbers:
        """The nodes to which clearing some caches drops references, in this order."""
        some = self._entries(caches)
        return np.concatenate([self._references.in_order(cache, entries) for cache, entries in some])

    def _entries(self, caches: Sequence[Cache]) -> list[Some]:
        return [(cache, cache_entries(self._objects, cache)) for cache in caches]

    def _by_dominators(self, some: list[Some]) -> Numbers | None:
        (cache, entries), *others = some
        if others or len(entries) < LEAST:
            return None
        if cache.address not in self._dominated:
            values = self._references.values(cache, sample(entries))
            self._dominated[cache.address] = dominated_nodes(self._objects, self._heap, cache, values)
        return self._dominated[cache.address]

    def _by_counts(self, some: list[Some]) -> Numbers:
        gone = self._cleared(some).nodes
        tables = [table.address for cache, _ in some for table in cache.tables]
        behind = self._belongings.of(distinct(self._graph.find_known(np.array(tables, np.uint64))))
        return distinct(np.concatenate([gone, self._belongings.of(gone), behind]))

    def _table_bytes(self, table: Table) -> int:
        if table.kind != "native":
            return table_bytes(self._objects, table)
        owner = self._graph.find_known(np.array([table.address], np.uint64))
        return int(self._graph.sizes(self._belongings.of(owner)).sum())

    def _cleared(self, some: list[Some]) -> Cascade:
        cascade = Cascade(self._graph, self._belongings)
        cascade.spare(self._graph.find_known(np.array([cache.address for cache, _ in some], np.uint64)))
        links = []
        for cache, entries in some:
            references, own = self._references.of(cache, entries)
            cascade.take(references)
            links.append(own)
        cascade.force(np.concatenate(links))
        return cascade

    def _clear(self, some: list[Some]) -> OwnBytes:
        cascade = self._cleared(some)
        own = cascade.bytes()
        values = [self._references.values(cache, entries) for cache, entries in some]
        held = distinct(self._graph.find_known(np.concatenate(values)))
        held = held[~cascade.holds(held)]
        held = held[self._references.can_go(held)]
        cascade.force(held)
        return OwnBytes(own, cascade.bytes() - own, len(held))

    def _two_samples(self, some: list[Some]) -> tuple[OwnBytes, OwnBytes]:
        """Of the same size, 2,000 entries in all."""
        share = ENTRIES / sum(len(entries) for _, entries in some)
        chosen = [(cache, sample(entries, round(len(entries) * share))) for cache, entries in some]
        parts = [(cache, np.array_split(_shuffled(entries), 2)) for cache, entries in chosen]
        first, second = ([(cache, halves[at]) for cache, halves in parts] for at in (0, 1))
        return self._clear(first), self._clear(second)


def _shuffled(entries: Addresses) -> Addresses:
    return entries[np.random.default_rng(1).permutation(len(entries))]
