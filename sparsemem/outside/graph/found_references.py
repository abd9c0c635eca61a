"""What a run of nodes refers to, collected in any order, and put in the order of a compressed sparse row table."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.entry_counts import EntryCounts
from sparsemem.outside.graph.memory_owners import MemoryOwners
from sparsemem.outside.graph.missed_words import MissedWords
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.reference_table import ENTRY, INDEX_SHIFT, LOCAL, MOST_INDEX, Slots
from sparsemem.outside.graph.table_words import read_tables
from sparsemem.outside.memory.memory_access import Addresses, Memory
from sparsemem.outside.pymalloc.block_numbers import Numbers

RUN = 1 << 16
"""Nodes of a run at most, so that they are put in order by 16 bits."""

Tables = tuple[Addresses, NDArray[np.int64]]
"""Where tables begin, and how many words each has."""


class FoundReferences:
    """The references of the nodes from `first` on, at most `RUN` of them, and what belongs to them."""

    def __init__(
        self,
        nodes: Nodes,
        first: int,
        belongs_to: MemoryOwners | None,
        entries: EntryCounts | None = None,
        missed: MissedWords | None = None,
    ) -> None:
        """With `belongs_to`, what the objects have is put down in it."""
        self.nodes, self.first, self._belongs_to = nodes, first, belongs_to
        self.memory: Memory = nodes.view.source.memory
        self._sources: list[NDArray[np.uint16]] = []
        self._targets: list[Numbers] = []
        self._slots: list[Slots] = []
        self.unclear: list[tuple[Numbers, Numbers, Addresses]] = []
        """Objects of unknown types, the memory that words of them lead to, and the words."""
        self.entries = entries
        """Where the entries of large containers are counted."""
        self._missed = missed

    def content_words(self, sources: Numbers) -> NDArray[np.int64]:
        """How many words the block or chunk of each of some of them has."""
        return self.nodes.content_words(sources)

    def add(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """References, one element of each array for each; those that lead to no object are left out."""
        what = np.broadcast_to(np.asarray(slots), (len(pointers),))
        rows, targets = self._lead(pointers)
        if len(rows) < len(pointers):
            self._miss(sources, pointers, what, rows)
        kept = np.flatnonzero(self.nodes.are_objects(targets))
        self._append(sources[rows[kept]], targets[kept], what[rows[kept]])

    def _miss(self, sources: Numbers, pointers: Addresses, what: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        """Notes what leads to no node: all but `rows`."""
        counts = self.entries is not None and self.entries.are_counted
        if not counts and self._missed is None:
            return
        others = np.ones(len(pointers), np.bool_)
        others[rows] = False
        missed = sources[others], pointers[others], what[others]
        if self.entries is not None and counts:
            self.entries.miss(*missed)
        if self._missed is not None:
            self._missed.add(*missed)

    def add_unclear(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64] | int) -> None:
        """The same of words that may be references; what they lead to and is no object may be the object's own."""
        rows, targets = self._lead(pointers)
        sources, slots = sources[rows], np.broadcast_to(np.asarray(slots), (len(pointers),))[rows]
        objects = self.nodes.are_objects(targets)
        self._append(sources[objects], targets[objects], slots[objects])
        if not objects.all():
            self.unclear.append((sources[~objects], targets[~objects], pointers[rows[~objects]]))

    def claim(self, sources: Numbers, pointers: Addresses) -> None:
        """Blocks or chunks that are the objects' own."""
        if self._belongs_to is not None:
            rows, targets = self._lead(pointers)
            self._belongs_to[targets] = sources[rows]

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
        """How many references each of the `count` nodes has, and all of them, node by node; none are left here."""
        if not self._sources:
            return np.zeros(count, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint16)
        sources = np.concatenate(self._sources)
        counts = np.bincount(sources, minlength=count)
        order = np.argsort(sources, kind="stable").astype(np.int32)
        self._sources.clear()
        del sources
        targets = np.concatenate(self._targets)[order]
        self._targets.clear()
        slots = np.concatenate(self._slots)[order]
        self._slots.clear()
        return counts, targets, slots
