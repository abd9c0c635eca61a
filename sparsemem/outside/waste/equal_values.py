"""Values that are there more than once: str, bytes, int and float objects with equal contents."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.graph.object_rows import read_objects
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.traversal_plans import WIDTH
from sparsemem.outside.memory.memory_access import Addresses, Bytes, Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.sorted_numbers import changes
from sparsemem.outside.waste.content_hashes import hash_range, hash_rows
from sparsemem.outside.waste.value_content import VALUES, Content

_BEGINNING, _BATCH = 48, 1 << 15
"""Words of each object that are read of all, and objects that are read together."""
_HEAD = 8
"""Words that tell where the content begins."""
Places = NDArray[np.signedinteger[Any]]
_EACH_BYTE = np.uint64(0x0101010101010101)
_LEAST_BLANK = 16
"""Bytes of a content that can be called blank."""
_MOST_COMPARED = 1 << 20
"""Bytes of a long one by which it is called so."""
_MOST_READ = 128 << 20
"""Bytes of values longer than `WIDTH` that are read whole, because their beginnings are equal; beyond that they count
as different."""


@dataclass(slots=True)
class _Values:
    """The values of one type, and what is known of each; shape (n,)."""

    graph: Graph
    name: str
    nodes: Nodes
    hashes: Addresses
    long: Nodes
    """The length of the content where only its beginning was looked at, 0 elsewhere, -1 where it has none."""

    def read(self, nodes: Nodes, most_words: int) -> None:
        """Hashes what is within so many words of some of the objects."""
        reader, old = VALUES[self.name], self.graph.kinds.old
        for first in range(0, len(nodes), _BATCH):
            for some in read_objects(self.graph, nodes[first : first + _BATCH], most_words):
                at = np.searchsorted(self.nodes, some.nodes)
                content = reader(some, old)
                self.long[at] = np.where(content.length < 0, -1, 0)
                self._hash(at, some.words, content)

    def _hash(self, at: Places, words: Addresses, content: Content) -> None:
        for start in np.flatnonzero(np.bincount(content.start)).tolist():
            rows = np.flatnonzero((content.start == start) & (content.length >= 0))
            length, inside = content.length[rows], words[rows, start // 8 :]
            self.hashes[at[rows]] = hash_rows(inside, length)
            beyond = length > inside.shape[1] * 8
            self.long[at[rows[beyond]]] = np.minimum(length[beyond], np.iinfo(np.int32).max)
            if int(length.max(initial=0)) >= _LEAST_BLANK:
                self.long[at[rows[~beyond & _are_blank(inside, length)]]] = -1

    def long_and_alike(self) -> Places:
        """The values of which only the beginning was looked at, and is that of another one as well."""
        long = np.flatnonzero(self.long > 0)
        again = self.hashes[long[self.repeats(long)]]
        found: Places = long[np.isin(self.hashes[long], again)]
        return found

    def read_whole(self, places: Places) -> None:
        """Hashes all of some long values; those beyond what may be read count as different."""
        memory, budget = self.graph.view.source.memory, _MOST_READ
        for some in read_objects(self.graph, self.nodes[places], _HEAD):
            starts = some.addresses + VALUES[self.name](some, self.graph.kinds.old).start.astype(np.uint64)
            for at, start in zip(np.searchsorted(self.nodes, some.nodes).tolist(), starts.tolist(), strict=True):
                length = int(self.long[at])
                budget -= length
                if budget >= 0 and _is_blank(memory.span(start, min(length, _MOST_COMPARED))):
                    self.long[at] = -1
                    continue
                self.hashes[at] = hash_range(memory, start, length) if budget >= 0 else np.uint64(at)

    def repeats(self, some: Places) -> Flags:
        """All but one of each group of equal values among some."""
        order = np.argsort(self.hashes[some])
        found = np.zeros(len(some), np.bool_)
        found[order] = ~changes(self.hashes[some[order]].view(np.int64))
        return found


def _are_blank(words: Addresses, length: NDArray[np.int64]) -> Flags:
    """Which contents are one byte over and over: `bytes(n)` is room that somebody asked for, no value kept twice."""
    pattern = (words[:, :1] & np.uint64(0xFF)) * _EACH_BYTE
    within = np.clip(length[:, None] - np.arange(0, 8 * words.shape[1], 8), 0, 8).astype(np.uint64)
    mask = np.where(
        within == 8, ~np.uint64(0), (np.uint64(1) << (within % np.uint64(8) * np.uint64(8))) - np.uint64(1)
    )
    blank: Flags = (length >= _LEAST_BLANK) & ((words ^ pattern) & mask == 0).all(axis=1)
    return blank


def _is_blank(content: Bytes) -> bool:
    return len(content) >= _LEAST_BLANK and bool((content == content[0]).all())


def find_repeated(graph: Graph, name: str, nodes: Nodes) -> Flags:
    """Of some nodes, which are in order and values of the type `name`, all but one of each group of equal ones."""
    count = len(nodes)
    values = _Values(graph, name, nodes, zeros(count, np.uint64), zeros(count, np.int32))
    values.read(nodes, _BEGINNING)
    values.read(nodes[values.long_and_alike()], WIDTH)
    values.read_whole(values.long_and_alike())
    told = np.flatnonzero(values.long >= 0)
    found = np.zeros(count, np.bool_)
    found[told] = values.repeats(told)
    return found
