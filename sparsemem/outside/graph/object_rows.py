"""The words of some objects, a row each, whatever size their blocks and chunks are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.graph.traversal_plans import WIDTH
from sparsemem.outside.memory.memory_access import Addresses, Memory
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.pymalloc.block_numbers import Numbers

_POOLED, _STEP = 64, 16
"""Words: what is larger than a block of a pool can be is read together with what is a few words larger."""
_TOGETHER = 1 << 18
"""Words that are read at once."""


@dataclass(frozen=True, slots=True)
class ObjectRows:
    """Some objects with equally many words before and behind their beginning."""

    nodes: Numbers
    kind: NDArray[np.int64]
    addresses: Addresses
    """Where each object begins."""
    words: Addresses
    """Shape (n, width): from the beginning on, as far as the block goes."""
    before: Addresses
    """Shape (n, m): what stands before it in the block."""

    def __len__(self) -> int:
        return len(self.nodes)

    def select(self, rows: NDArray[np.int64]) -> "ObjectRows":
        """Some of them."""
        if len(rows) == len(self.nodes):
            return self
        return ObjectRows(
            self.nodes[rows], self.kind[rows], self.addresses[rows], self.words[rows], self.before[rows]
        )

    def word(self, at: int) -> Addresses:
        """One word of each, 0 where the block ends before; below 0, one before the object."""
        if at < 0:
            return self.before[:, at] if -at <= self.before.shape[1] else np.zeros(len(self), np.uint64)
        return self.words[:, at] if at < self.words.shape[1] else np.zeros(len(self), np.uint64)


def read_objects(nodes: Nodes, some: Numbers, most: int = WIDTH) -> Iterator[ObjectRows]:
    """The objects of some nodes, which are in order, some at a time; of each so many words at most."""
    kind = nodes.kind[some].astype(np.int64)
    before = nodes.kinds.before[kind].astype(np.int64) >> 3
    where = nodes.addresses(some), nodes.content_words(some), before
    yield from read_rows(nodes.view.source.memory, (some, kind), where, most)


def read_rows(
    memory: Memory,
    what: tuple[Numbers, NDArray[np.int64]],
    where: tuple[Addresses, NDArray[np.int64], NDArray[np.int64]],
    most: int = WIDTH,
) -> Iterator[ObjectRows]:
    """Some objects, by number and kind, from where the block of each begins, how many words it has, and how many
    stand before the object."""
    (some, kind), (addresses, whole, before) = what, where
    width = np.where(whole > _POOLED, -(-whole // _STEP) * _STEP, whole)
    width = np.where(whole >= most + before, most + before, width)
    group = width << 8 | before
    for one in np.flatnonzero(np.bincount(group)).tolist() if len(group) else []:
        of_width, at, together = np.flatnonzero(group == one), one & 0xFF, _TOGETHER // (one >> 8)
        for rows in (of_width[first : first + together] for first in range(0, len(of_width), together)):
            content = gather_words(memory, addresses[rows], one >> 8)
            starts = addresses[rows] + np.uint64(at * 8)
            yield ObjectRows(some[rows], kind[rows], starts, content[:, at:], content[:, :at])
