"""Who holds the live heap, row by row: the bytes of each name, and what the object that it names retains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.live_heap.labelled_nodes import LabelledNodes
from sparsemem.outside.live_heap.solved_heap import SolvedHeap
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import STEP
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
    type_bytes: tuple[int, ...] = ()
    """Of `live_bytes`, those of each of the types."""


def own_rows(heap: SolvedHeap, nodes: LabelledNodes) -> list[Owned]:
    """A row for each owner that has anything."""
    count = len(nodes.paths)
    live, objects = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for first in range(0, len(nodes.labels), STEP):
        here = slice(first, first + STEP)
        np.add.at(live, nodes.labels[here], heap.own(here))
        objects += np.bincount(nodes.labels[here][_are_objects(heap, here)], minlength=count)
    some = np.flatnonzero(live).tolist()
    return [_row(heap, nodes, number, (int(live[number]), int(objects[number]))) for number in some]


def _row(heap: SolvedHeap, nodes: LabelledNodes, number: int, counts: tuple[int, int]) -> Owned:
    """`counts` are live bytes and objects."""
    live, objects = counts
    named = nodes.named.get(number)
    return Owned(
        path=nodes.paths[number],
        types=(),
        objects=objects,
        live_bytes=live,
        retained_bytes=int(heap.retained(np.array([*named], np.int32)).sum()) if named else live,
        entries=_entries(heap, named) if named else None,
        type=type_name(heap, int(heap.graph.kind[next(iter(named))])) if named else None,
    )


def _are_objects(heap: SolvedHeap, here: slice) -> Flags:
    found: Flags = heap.graph.kinds.before[heap.graph.kind[here]] >= 0
    return found


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


def types_within(heap: SolvedHeap, nodes: LabelledNodes, owners: list[int]) -> list[dict[str, int]]:
    """For each of some owners the types with the most bytes of what it has, and these bytes.

    What the owner is the name of is left out.
    """
    row = np.full(len(nodes.paths), len(owners), np.int64)
    row[owners] = np.arange(len(owners))
    kind, kinds = heap.graph.kind, len(heap.graph.kinds.types) + 1
    sums = np.zeros((len(owners) + 1, kinds), np.int64)
    for first in range(0, len(kind), STEP):
        here = slice(first, first + STEP)
        # What is no object is in the last column, as the rest is in the last row.
        np.add.at(sums, (row[nodes.labels[here]], np.minimum(kind[here], kinds - 1)), heap.own(here))
    for at, owner in enumerate(owners):
        outer = np.array([*nodes.named.get(owner, ())], np.int32)
        np.subtract.at(sums[at], np.minimum(kind[outer], kinds - 1), heap.own(outer))
    return [_largest(heap, of[:-1]) for of in sums[:-1]]


def _largest(heap: SolvedHeap, bytes_of_kind: NDArray[np.int64]) -> dict[str, int]:
    """The largest first; kinds of one name are one."""
    found: dict[str, int] = {}
    for kind in np.argsort(bytes_of_kind)[::-1][:_TYPES].tolist():
        if bytes_of_kind[kind] > 0:
            name = type_name(heap, kind)
            found[name] = found.get(name, 0) + int(bytes_of_kind[kind])
    return found


def type_name(heap: SolvedHeap, kind: int) -> str:
    """The name of the type of a kind of objects."""
    number = int(heap.graph.kinds.type[kind])
    return heap.graph.kinds.types[number].name if number >= 0 else "(no object)"
