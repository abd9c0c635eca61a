"""Who holds the live heap, row by row: the bytes of each name, and what the object that it names retains."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.graph.reference_table import ENTRY, ENTRY_KINDS, KEY, LOCAL
from sparsemem.outside.live_heap.claims_by_name import Labels
from sparsemem.outside.live_heap.solved_heap import SolvedHeap

_TYPES = 3


@dataclass(frozen=True, slots=True)
class Owned:
    """What one name holds; bytes."""

    path: tuple[str, ...]
    """The steps from a variable down; none for what nothing was found to lead to."""
    types: tuple[str, ...]
    """Those with the most bytes of what is below the named object, itself left out where there is more."""
    objects: int
    live_bytes: int
    """Of all that this name leads to first, each object counted for one name only."""
    retained_bytes: int
    """What would go if the named object went: of that the name may share nothing, or other names' parts too."""
    entries: int | None
    """How many references the named object holds, where it is a container."""
    type: str | None = None
    """That of the named object."""


def own_rows(
    heap: SolvedHeap, labels: Labels, paths: dict[int, tuple[str, ...]], named: dict[int, set[int]]
) -> list[Owned]:
    """A row for each label that holds anything; `named` has the nodes that a label names, where it is of objects."""
    count = int(labels.max(initial=0)) + 1
    live = np.bincount(labels, heap.own, count).astype(np.int64)
    graph = heap.graph
    are_objects = graph.kinds.before[graph.kind] >= 0
    objects = np.bincount(labels[are_objects], minlength=count)
    return [
        Owned(
            path=paths.get(number, ()),
            types=(),
            objects=int(objects[number]),
            live_bytes=int(live[number]),
            retained_bytes=int(heap.retained[[*named[number]]].sum()) if number in named else int(live[number]),
            entries=_entries(heap, named[number]) if number in named else None,
            type=type_name(heap, int(graph.kind[next(iter(named[number]))])) if number in named else None,
        )
        for number in np.flatnonzero(live).tolist()
    ]


def _entries(heap: SolvedHeap, nodes: set[int]) -> int | None:
    """Of one container; several things under one name are its entries themselves."""
    graph, table = heap.graph, heap.graph.references
    if len(nodes) > 1:
        return len(nodes)
    (node,) = nodes
    if not graph.kinds.is_container[graph.kind[node]]:
        return None
    slots = table.slots[table.first[node] : table.first[node + 1]]
    is_entry = (slots & LOCAL == ENTRY) & (slots & ENTRY_KINDS != KEY)
    return int(is_entry.sum())


def types_within(
    heap: SolvedHeap, labels: Labels, numbers: list[int], named: dict[int, set[int]]
) -> dict[int, tuple[str, ...]]:
    """The types with the most bytes of what some labels hold, what they name left out."""
    row = np.full(int(labels.max(initial=0)) + 1, -1, np.int64)
    row[numbers] = np.arange(len(numbers))
    nodes = np.flatnonzero((row[labels] >= 0) & (heap.graph.kinds.before[heap.graph.kind] >= 0))
    outer = np.array([node for number in numbers for node in named.get(number, ())], np.int64)
    nodes = nodes[~np.isin(nodes, outer)]
    keys = row[labels[nodes]] << 16 | heap.graph.kind[nodes]
    sums = np.bincount(keys, heap.own[nodes], len(numbers) << 16).reshape(len(numbers), 1 << 16)
    found = {}
    for number, of in zip(numbers, sums, strict=True):
        best = [kind for kind in np.argsort(of)[::-1][:_TYPES].tolist() if of[kind]]
        found[number] = tuple(dict.fromkeys(type_name(heap, kind) for kind in best))
    return found


def type_name(heap: SolvedHeap, kind: int) -> str:
    """The name of the type of a kind of objects."""
    number = int(heap.graph.kinds.type[kind])
    return heap.graph.kinds.types[number].name if number >= 0 else "(no object)"
