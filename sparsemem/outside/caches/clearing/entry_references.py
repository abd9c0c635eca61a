"""The references of a cache's own containers to some of its entries: those that go when the entries are taken out."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Cache, Table
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.graph.reference_counts import IMMORTAL
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.pymalloc.block_numbers import Numbers


@dataclass(frozen=True, slots=True)
class EntryReferences:
    """Reads tables of caches; objects are told by their nodes."""

    objects: HeapObjects

    def values(self, cache: Cache, entries: Addresses) -> Addresses:
        """The values of some entries."""
        values: Addresses = entries[:, 1]
        return values if cache.value_at is None else self.objects.pointers(values, cache.value_at)

    def of(self, cache: Cache, entries: Addresses) -> tuple[Numbers, Numbers]:
        """Where the references lead to, a node as often as it is held; and the cache's own links."""
        find = self.objects.graph.find_known
        if cache.pairs is not None:
            return find(entries.reshape(-1)), np.zeros(0, np.int32)
        is_whole = len(entries) >= self.objects.count(cache.tables[0].address)
        keys = None if is_whole else np.unique(entries[:, 0])
        references, links = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for table in cache.tables:
            for some in self._contents(table, keys):
                references.append(find(some))
            if table.holds_links:
                links.append(references.pop())
        return np.concatenate(references), np.concatenate(links)

    def _contents(self, table: Table, keys: Addresses | None) -> tuple[Addresses, ...]:
        """What a container holds of the entries with these keys, or of all, each as often as it is held; values come
        last."""
        if table.kind == "list":
            items = self.objects.items(table.address)
            return (items if keys is None else items[np.isin(items, keys)],)
        entries = self.objects.entries(table.address)
        entries = entries if keys is None else entries[np.isin(entries[:, 0], keys)]
        copies = 2 if table.kind == "ordered" else 1
        return (np.repeat(entries[:, 0], copies), entries[:, 1])

    def in_order(self, cache: Cache, entries: Addresses) -> Numbers:
        """The same references and links in the order in which clearing the cache drops them."""
        if cache.pairs is not None:
            return self.objects.graph.find_known(entries.reshape(-1))
        found = [self._in_order(table) for table in cache.tables]
        if cache.next_at is not None:
            found.append(self._ring(cache, entries[:, 1], cache.next_at))
        return self.objects.graph.find_known(np.concatenate(found))

    def _in_order(self, table: Table) -> Addresses:
        is_list = table.kind == "list"
        found: Addresses = self.objects.items(table.address)[::-1] if is_list else self.objects.entries(table.address)
        return found.reshape(-1)

    def _ring(self, cache: Cache, links: Addresses, next_at: int) -> Addresses:
        """The links in the order in which each leads to the next; the cache itself is the first."""
        following = dict(zip(links.tolist(), self.objects.pointers(links, next_at).tolist(), strict=True))
        found, link = [], self.objects.word(cache.address + next_at)
        while link in following:
            found.append(link)
            link = following.pop(link)
        return np.array(found, np.uint64)

    def can_go(self, nodes: Numbers) -> Flags:
        """Which are neither code nor immortal, so that it means something that others hold them."""
        graph = self.objects.graph
        counts = self.objects.references(graph.objects(nodes))
        flags: Flags = ~graph.kinds.is_code[graph.kind[nodes]] & (counts < IMMORTAL)
        return flags
