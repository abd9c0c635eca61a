"""What some entries of a cache hold, and what its containers take behind their objects."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.caches.cache import Table
from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.objects.dict_entries import KEYS

_FIRST_NODE, _FAST_NODES = 48, 64
"""`od_first` and `od_fast_nodes` of an OrderedDict (Objects/odictobject.c)."""
_ITEMS = 24


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
    return int(graph.sizes(graph.find_known(np.array([address], np.uint64))).sum())
