"""What of a cache goes when it is cleared, and what is held elsewhere as well.

Of many entries some are followed, and the tables are counted whole: within 0.04 % of a million entries that are
alike. Where entries differ much, or other things hold them as well, all are followed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.cache_entries import cache_entries
from sparsemem.outside.caches.cascade import Cascade
from sparsemem.outside.caches.heap_objects import IMMORTAL, HeapObjects
from sparsemem.outside.caches.sampling import ENTRIES, sample
from sparsemem.outside.graph.belongings import Belongings
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.sorted_numbers import distinct
from sparsemem.outside.objects.dict_entries import KEYS
from sparsemem.outside.pymalloc.block_numbers import Numbers

_FIRST_NODE, _FAST_NODES = 48, 64
"""`od_first` and `od_fast_nodes` of an OrderedDict (Objects/odictobject.c)."""
_ITEMS = 24
WHOLE = 20_000
"""Entries, up to which all are followed."""
_MOST = 1_000_000
_DOUBT = 0.05
"""The share of the entries held elsewhere, and the difference of two samples, from which on all are followed."""


@dataclass(frozen=True, slots=True)
class OwnBytes:
    """What some entries hold, in bytes."""

    own: int
    """Goes with them."""
    elsewhere: int
    """Of their values that something else holds too: what would go with these, if nothing else held them."""
    held: int
    """Entries whose value something else holds too."""

    def __add__(self, other: "OwnBytes") -> "OwnBytes":
        return OwnBytes(self.own + other.own, self.elsewhere + other.elsewhere, self.held + other.held)

    def scaled(self, factor: float) -> "OwnBytes":
        """The same of so many times the entries."""
        return OwnBytes(round(self.own * factor), round(self.elsewhere * factor), round(self.held * factor))


Some = tuple[Cache, Addresses]
"""A cache, and some of its entries."""


class Clearing:
    """Clears caches in thought."""

    def __init__(self, objects: HeapObjects) -> None:
        """Nothing is cleared yet."""
        self._objects, self._graph = objects, objects.graph
        self._belongings = Belongings(objects.graph)

    def all(self, caches: Sequence[Cache]) -> OwnBytes:
        """What clearing some caches would free."""
        found = self.of([(cache, cache_entries(self._objects, cache)) for cache in caches])
        tables = sum(self._table_bytes(table) for cache in caches for table in cache.tables)
        return found + OwnBytes(tables, 0, 0)

    def of(self, some: list[Some]) -> OwnBytes:
        """What taking some entries out of caches would free, the tables left as large as they are."""
        count = sum(len(entries) for _, entries in some)
        if count <= WHOLE or some[0][0].is_tangled or len(some) > ENTRIES:
            return self._clear(some)
        halves = [self._clear(half) for half in _halves(some, ENTRIES / count)]
        found = halves[0] + halves[1]
        differ = abs(halves[0].own - halves[1].own) > _DOUBT * max(found.own / 2, 1)
        if count <= _MOST and (differ or found.held > _DOUBT * ENTRIES):
            return self._clear(some)
        return found.scaled(count / ENTRIES)

    def _table_bytes(self, table: Table) -> int:
        if table.kind != "native":
            return table_bytes(self._objects, table)
        owner = _found(self._graph, np.array([table.address], np.uint64))
        return int(self._graph.sizes(self._belongings.of(owner)).sum())

    def nodes(self, caches: Sequence[Cache]) -> Numbers | None:
        """All that clearing some caches would free, node by node, their tables included; None of more than a million
        entries."""
        some = [(cache, cache_entries(self._objects, cache)) for cache in caches]
        if sum(len(entries) for _, entries in some) > _MOST:
            return None
        gone = self._cleared(some).nodes
        tables = [table.address for cache in caches for table in cache.tables]
        behind = self._belongings.of(distinct(_found(self._graph, np.array(tables, np.uint64))))
        return distinct(np.concatenate([gone, self._belongings.of(gone), behind]))

    def _cleared(self, some: list[Some]) -> Cascade:
        cascade = Cascade(self._graph, self._belongings)
        cascade.spare(_found(self._graph, np.array([cache.address for cache, _ in some], np.uint64)))
        links = [self._take(cascade, cache, entries) for cache, entries in some]
        cascade.force(np.concatenate(links))
        return cascade

    def _clear(self, some: list[Some]) -> OwnBytes:
        cascade = self._cleared(some)
        own = cascade.bytes()
        held = distinct(np.concatenate([self._values(cache, entries) for cache, entries in some]))
        held = held[~cascade.holds(held)]
        held = held[self._can_go(held)]
        cascade.force(held)
        return OwnBytes(own, cascade.bytes() - own, len(held))

    def _take(self, cascade: Cascade, cache: Cache, entries: Addresses) -> Numbers:
        references, links = self._references(cache, entries)
        cascade.take(references)
        return links

    def _values(self, cache: Cache, entries: Addresses) -> Numbers:
        values = entries[:, 1]
        return _found(
            self._graph, values if cache.value_at is None else self._objects.pointers(values, cache.value_at)
        )

    def _references(self, cache: Cache, entries: Addresses) -> tuple[Numbers, Numbers]:
        """The references that the cache's own containers have to some entries; and its own links."""
        if cache.pairs is not None:
            return _found(self._graph, entries.reshape(-1)), np.zeros(0, np.int32)
        is_whole = len(entries) >= self._objects.count(cache.tables[0].address)
        keys = None if is_whole else np.unique(entries[:, 0])
        references, links = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for table in cache.tables:
            for some in self._contents(table, keys):
                references.append(_found(self._graph, some))
            if table.holds_links:
                links.append(references.pop())
        return np.concatenate(references), np.concatenate(links)

    def _contents(self, table: Table, keys: Addresses | None) -> tuple[Addresses, ...]:
        """What a container holds of the entries with these keys, or of all, each as often as it is held; values come
        last."""
        if table.kind == "list":
            items = self._objects.items(table.address)
            return (items if keys is None else items[np.isin(items, keys)],)
        entries = self._objects.entries(table.address)
        entries = entries if keys is None else entries[np.isin(entries[:, 0], keys)]
        copies = 2 if table.kind == "ordered" else 1
        return (np.repeat(entries[:, 0], copies), entries[:, 1])

    def _can_go(self, nodes: Numbers) -> Flags:
        """Which are neither code nor immortal, so that it means something that others hold them."""
        counts = self._objects.references(self._graph.objects(nodes))
        flags: Flags = ~self._graph.kinds.is_code[self._graph.kind[nodes]] & (counts < IMMORTAL)
        return flags


def table_bytes(objects: HeapObjects, table: Table) -> int:
    """The bytes of a container behind its object: entries and index, or items, and nodes of an OrderedDict."""
    word, address = objects.word, table.address
    if table.kind == "list":
        return _block_bytes(objects.graph, word(address + _ITEMS))
    whole = _block_bytes(objects.graph, word(address + KEYS))
    if table.kind == "ordered":
        whole += _block_bytes(objects.graph, word(address + _FAST_NODES))
        whole += _block_bytes(objects.graph, word(address + _FIRST_NODE)) * objects.count(address)
    return whole


def _block_bytes(graph: Graph, address: int) -> int:
    return int(graph.sizes(_found(graph, np.array([address], np.uint64))).sum())


def _found(graph: Graph, pointers: Addresses) -> Numbers:
    nodes = graph.find(pointers)
    return nodes[nodes >= 0]


def _halves(some: list[Some], share: float) -> tuple[list[Some], list[Some]]:
    """Two samples of the same size, a share of the entries in all."""
    chosen = [(cache, sample(entries, round(len(entries) * share))) for cache, entries in some]
    parts = [(cache, np.array_split(_shuffled(entries), 2)) for cache, entries in chosen]
    return [(cache, first) for cache, (first, _) in parts], [(cache, second) for cache, (_, second) in parts]


def _shuffled(entries: Addresses) -> Addresses:
    return entries[np.random.default_rng(1).permutation(len(entries))]
