"""What a run of nodes refers to, collected in any order, and put in the order of a compressed sparse row table."""

from collections.abc import Iterator
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.entry_counts import EntryCounts
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_table import ENTRY, INDEX_SHIFT, LOCAL, MOST_INDEX, References, Slots
from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.memory.own_memory import Scalar, zeros
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.pymalloc.block_numbers import Numbers

RUN = 1 << 16
"""Nodes of a run at most, so that they are put in order by 16 bits."""
_LONGEST = 512
"""Words that are gathered at once; longer tables are read a window at a time."""
_WINDOW = 1 << 16
_MOST = 1 << 31

Tables = tuple[Addresses, NDArray[np.int64]]
"""Where tables begin, and how many words each has."""


class FoundReferences:
    """The references of the nodes from `first` on, at most `RUN` of them, and what belongs to them."""

    def __init__(self, nodes: Nodes, first: int, belongs_to: Numbers, entries: EntryCounts | None = None) -> None:
        self.nodes, self.first, self._belongs_to = nodes, first, belongs_to
        self.memory: Memory = nodes.view.source.memory
        self._sources: list[NDArray[np.uint16]] = []
        self._targets: list[Numbers] = []
        self._slots: list[Slots] = []
        self.unclear: list[tuple[Numbers, Numbers]] = []
        """Objects of unknown types, and the memory that their words lead to."""
        self.entries = entries
        """Where the entries of large containers are counted."""

    def add(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """References, one element of each array for each; those that lead to no object are left out."""
        what = np.broadcast_to(np.asarray(slots), (len(pointers),))
        rows, targets = self._lead(pointers)
        if self.entries is not None and self.entries.are_counted and len(rows) < len(pointers):
            others = np.ones(len(pointers), np.bool_)
            others[rows] = False
            self.entries.miss(sources[others], pointers[others], what[others])
        sources, slots = sources[rows], what[rows]
        kept = np.flatnonzero(self.nodes.are_objects(targets))
        self._append(sources[kept], targets[kept], slots[kept])

    def add_unclear(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """The same of words that may be references; what they lead to and is no object may be the object's own."""
        rows, targets = self._lead(pointers)
        sources, slots = sources[rows], np.broadcast_to(np.asarray(slots), (len(pointers),))[rows]
        objects = self.nodes.are_objects(targets)
        self._append(sources[objects], targets[objects], slots[objects])
        self.unclear.append((sources[~objects], targets[~objects]))

    def claim(self, sources: Numbers, pointers: Addresses) -> None:
        """Blocks or chunks that are the objects' own."""
        rows, targets = self._lead(pointers)
        plain = ~self.nodes.are_objects(targets)
        self._belongs_to[targets[plain]] = sources[rows[plain]]

    def add_tables(self, sources: Numbers, tables: Tables, slots: tuple[int, ...]) -> None:
        """The words of tables, so many from where each begins.

        `slots` tells what each word of an entry is, -1 where it is no reference. The entry's index is added to it.
        """
        for row, position, content in read_tables(self.memory, *tables):
            kind = np.array(slots)[position % len(slots)]
            kept = np.flatnonzero((kind >= 0) & (content != 0))
            index = position[kept] // len(slots)
            if max(slots) & LOCAL == ENTRY:
                index = np.minimum(index, MOST_INDEX) << INDEX_SHIFT
            self.add(sources[row[kept]], content[kept], kind[kept] + index)

    def _lead(self, pointers: Addresses) -> tuple[NDArray[np.int64], Numbers]:
        """The positions of those that lead to a node, and the node of each."""
        places = self.nodes.likely_beginnings(pointers)
        targets = self.nodes.find(pointers[places])
        kept = np.flatnonzero(targets >= 0)
        return places[kept], targets[kept]

    def _append(self, sources: Numbers, targets: Numbers, slots: NDArray[np.int64]) -> None:
        self._sources.append((sources - np.int32(self.first)).astype(np.uint16))
        self._targets.append(targets)
        self._slots.append(slots.astype(np.uint16))

    def in_any_order(self) -> tuple[Numbers, Numbers, Slots]:
        """The source, target and slot of each reference, as they were found."""
        if not self._sources:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint16)
        sources = np.concatenate(self._sources).astype(np.int32) + np.int32(self.first)
        return sources, np.concatenate(self._targets), np.concatenate(self._slots)

    def in_order(self, count: int) -> tuple[NDArray[np.int64], Numbers, Slots]:
        """How many references each of the `count` nodes has, and all of them, node by node."""
        if not self._sources:
            return np.zeros(count, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint16)
        sources = np.concatenate(self._sources)
        order = np.argsort(sources, kind="stable")
        targets, slots = np.concatenate(self._targets)[order], np.concatenate(self._slots)[order]
        return np.bincount(sources, minlength=count), targets, slots


def read_tables(
    memory: Memory, addresses: Addresses, counts: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Addresses]]:
    """`counts[i]` words from `addresses[i]` on, some at a time: the table's number, the word's, and the word."""
    bits = np.zeros(len(counts), np.int64)
    some = (counts > 0) & (counts < _MOST)
    bits[some] = np.ceil(np.log2(counts[some])).astype(np.int64) + 1
    for size in np.flatnonzero(np.bincount(bits, minlength=1)[1:] if len(bits) else []).tolist():
        chosen = np.flatnonzero(bits == size + 1)
        if 1 << size > _LONGEST:
            for table in chosen.tolist():
                yield from _windows(memory, table, int(addresses[table]), int(counts[table]))
            continue
        step = max(1, (1 << 20) >> size)
        for rows in (chosen[first : first + step] for first in range(0, len(chosen), step)):
            width = int(counts[rows].max())
            content = gather_words(memory, addresses[rows], width)
            used = np.flatnonzero((np.arange(width) < counts[rows][:, None]).reshape(-1))
            row, position = np.divmod(used, width)
            yield rows[row], position, content.reshape(-1)[used]


def _windows(
    memory: Memory, row: int, address: int, count: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Addresses]]:
    for first in range(0, count, _WINDOW):
        content = words(memory.span(address + first * 8, min(_WINDOW, count - first) * 8))
        if not len(content):
            return
        yield np.full(len(content), row), np.arange(first, first + len(content)), content


class _Column(Generic[Scalar]):
    """A table that grows; no page of it takes memory before it is written to."""

    def __init__(self, count: int, dtype: type[Scalar]) -> None:
        self._dtype, self._size = dtype, 0
        self._values: NDArray[Scalar] = zeros(count, dtype)

    def extend(self, values: NDArray[Scalar]) -> None:
        while self._size + len(values) > len(self._values):
            larger = zeros(len(self._values) * 2, self._dtype)
            larger[: self._size] = self._values[: self._size]
            self._values = larger
        self._values[self._size : self._size + len(values)] = values
        self._size += len(values)

    def all(self) -> NDArray[Scalar]:
        return self._values[: self._size]


class ReferenceTable:
    """The compressed sparse row table of some nodes, filled run after run."""

    def __init__(self, count: int) -> None:
        self._first = zeros(count + 1, np.int32)
        self._targets, self._slots = _Column(8 * count + 1024, np.int32), _Column(8 * count + 1024, np.uint16)
        self._done = 0
        self.belongs_to: Numbers = zeros(count, np.int32)
        self.belongs_to[:] = -1

    def append(self, found: FoundReferences, count: int) -> None:
        """The references of the next `count` nodes."""
        counts, targets, slots = found.in_order(count)
        begin = int(self._first[self._done])
        self._first[self._done + 1 : self._done + count + 1] = begin + np.cumsum(counts)
        self._targets.extend(targets)
        self._slots.extend(slots)
        self._done += count

    def finished(self, counted: dict[int, int]) -> References:
        """The table, when all nodes are in it, with how many entries large containers have."""
        return References(self._first, self._targets.all(), self._slots.all(), self.belongs_to, counted)
