"""Who holds the live heap, row by row: the bytes of each name, and what the object that it names retains."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.live_heap.claims_by_name import Labels
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.objects.dict_entries import read_word

_TYPES = 3
_SETS = ("set", "frozenset")
_SIZE, _SET_USED, _MOST_ENTRIES = 16, 24, 1 << 40
"""`ob_size`, or `ma_used` of a dict, and `used` of a set; a larger number is of no container."""


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
    """How many items the named object has, where it is a container."""
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
    """Of one container, by its own count; several things under one name are its entries themselves."""
    graph = heap.graph
    if len(nodes) > 1:
        return len(nodes)
    (node,) = nodes
    if not graph.kinds.is_container[graph.kind[node]]:
        return None
    address = int(graph.objects(np.array([node], np.int32))[0])
    counted_at = _SET_USED if type_name(heap, int(graph.kind[node])) in _SETS else _SIZE
    found = read_word(graph.view.source.memory, address + counted_at)
    return found if found < _MOST_ENTRIES else None


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
