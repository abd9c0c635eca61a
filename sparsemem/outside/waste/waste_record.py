"""What the live heap would not need, by owner and type, as it is saved: the most first."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sparsemem.model import Waste
from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.dominators.retained import Sizes
from sparsemem.outside.graph.object_rows import read_objects
from sparsemem.outside.live_heap.live_heap import LiveHeap
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.own_memory import are_of, positions
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.objects.node_kinds import Kinds
from sparsemem.outside.waste.empty_room import CONTAINERS, TABLE_AT
from sparsemem.outside.waste.equal_values import find_repeated
from sparsemem.outside.waste.sampled_nodes import MOST_NODES, Sampled, sample_nodes
from sparsemem.outside.waste.value_content import VALUES

_MOST, _LEAST_BYTES = 20, 1 << 16
"""Rows, and what a row saves at least."""
_WORDS, _BATCH = 8, 1 << 15
"""Of each container: as far as its sizes stand; and containers that are read together."""


def read_waste(found: LiveHeap, most: int = MOST_NODES) -> tuple[Waste, ...]:
    """Equal values and empty room of what data own, not of code; at most so many objects of a type are looked at."""
    kinds = found.heap.graph.kinds
    values = {name: _flags(at for at, one in enumerate(kinds.types) if one.name == name) for name in VALUES}
    containers = {name: _coming_from(kinds, name) for name in CONTAINERS}
    kind, labels, is_data = found.heap.graph.kind, found.nodes.labels, _are_of_data(found)

    def sampled(flags: Flags) -> Sampled:
        are = are_of(kind, np.flatnonzero(flags).tolist())
        return sample_nodes(
            lambda: positions(len(kind), lambda here: are(here) & is_data[labels[here]]), found.heap.own, most
        )

    rows: list[Waste] = []
    for name, flags in values.items():
        rows += _equal_values(found, name, sampled(flags))
    for name, flags in containers.items():
        rows += _empty_room(found, name, sampled(flags))
    return tuple(sorted(rows, key=lambda row: row.bytes, reverse=True)[:_MOST])


def _are_of_data(found: LiveHeap) -> Flags:
    """Which owners are names of data; what code has are its constants, and nobody keeps them twice."""
    data = set(found.variables.paths.values())
    return np.array([path in data for path in found.nodes.paths], np.bool_)


def _equal_values(found: LiveHeap, name: str, some: Sampled) -> Iterator[Waste]:
    repeated = some.nodes[find_repeated(found.heap.graph, name, some.nodes)]
    sums = _sums(found, repeated, (None, found.heap.own(repeated)))
    for owner, (count, saved), objects in _by_owner(found, some, sums):
        yield Waste("equal values", owner, name, count, saved, objects, every=some.every)


def _empty_room(found: LiveHeap, name: str, some: Sampled) -> Iterator[Waste]:
    graph, sums = found.heap.graph, np.zeros((4, len(found.nodes.paths)), np.int64)
    for first in range(0, len(some.nodes), _BATCH):
        for rows in read_objects(graph, some.nodes[first : first + _BATCH], _WORDS):
            room = CONTAINERS[name](graph.view.source.memory, rows)
            saved = room.saved
            wide = np.flatnonzero(saved)
            tables = rows.word(TABLE_AT[name])[wide]
            wide = wide[is_mapped(graph.view.source, tables, room.allocated[wide])]
            if len(wide):
                sums += _sums(found, rows.nodes[wide], (None, saved[wide], room.entries[wide], room.allocated[wide]))
    for owner, (count, saved_bytes, entries, allocated), objects in _by_owner(found, some, sums):
        yield Waste("empty room", owner, name, count, saved_bytes, objects, entries, allocated, some.every)


def is_mapped(source: Source, starts: Addresses, sizes: Sizes) -> Flags:
    """Whether tables can be there: in a process that goes on running something else may stand in a container's place
    by now, and its words are read as room for gigabytes."""
    ends = np.array([mapping.end for mapping in source.mappings], np.uint64)
    begins = np.array([mapping.start for mapping in source.mappings], np.uint64)
    mapped: Flags = np.ones(len(starts), np.bool_)
    for edge in (starts, starts + np.maximum(sizes, 1).astype(np.uint64) - np.uint64(1)):
        at = np.searchsorted(ends, edge, side="right")
        mapped &= (at < len(ends)) & (begins[np.minimum(at, len(begins) - 1)] <= edge)
    return mapped & (sizes <= int((ends - begins).sum()))


def _sums(found: LiveHeap, nodes: Nodes, columns: Sequence[Sizes | None]) -> Sizes:
    """By owner the sum of each column, which has a number for each of some nodes; how many they are for None."""
    labels, count = found.nodes.labels[nodes], len(found.nodes.paths)
    return np.stack([np.bincount(labels, column, count) for column in columns]).astype(np.int64)


def _by_owner(found: LiveHeap, some: Sampled, sums: Sizes) -> Iterator[tuple[str, tuple[int, ...], int]]:
    """The sums of each owner that would save enough, and how many objects it has in all."""
    every = sums * some.every
    objects = np.bincount(found.nodes.labels[some.nodes], minlength=len(found.nodes.paths)) * some.every
    for label in np.flatnonzero(every[1] >= _LEAST_BYTES).tolist():
        yield found.nodes.text(label), tuple(every[:, label].tolist()), int(objects[label])


def _coming_from(kinds: Kinds, name: str) -> Flags:
    return _flags(at for at, bases in enumerate(kinds.bases) if name in {kinds.name_at(base) for base in bases})


def _flags(numbers: Iterable[int]) -> Flags:
    found = np.zeros(1 << 16, np.bool_)
    found[[*numbers]] = True
    return found
