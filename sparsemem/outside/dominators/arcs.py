"""Arcs of a directed graph as two parallel arrays, and rows of compressed sparse row tables."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.sorted_numbers import changes

Nodes = NDArray[np.int32]
Positions = NDArray[np.int64]
_BATCH = 1 << 17
"""Arcs that are worked on together."""
_LOW_HALF, _HIGH_HALF = (0, 1) if sys.byteorder == "little" else (1, 0)


@dataclass(frozen=True, slots=True)
class Arcs:
    """One arc an element."""

    sources: Nodes
    targets: Nodes

    def __len__(self) -> int:
        return len(self.sources)

    def where(self, chosen: NDArray[np.bool_]) -> "Arcs":
        """Some of them."""
        return Arcs(self.sources[chosen], self.targets[chosen])


def join(parts: list[Arcs]) -> Arcs:
    """All arcs of several lists."""
    none = np.zeros(0, np.int32)
    return Arcs(
        np.concatenate([none, *(part.sources for part in parts)]),
        np.concatenate([none, *(part.targets for part in parts)]),
    )


def arc_batches(first: NDArray[np.int32], targets: Nodes) -> Iterator[Arcs]:
    """All arcs of a table in order, some at a time, however many one node has, and however few."""
    end = 0
    while end < len(targets):
        # Of the table's own type: numpy would convert all of the table to that of a plain number.
        begin, low = end, int(np.searchsorted(first, first.dtype.type(end), "right")) - 1
        end = min(begin + _BATCH, len(targets))
        high = low + int(np.searchsorted(first[low : low + _BATCH], first.dtype.type(end), "left"))
        end = min(end, int(first[high]))
        bounds = np.clip(first[low : high + 1], begin, end)
        yield Arcs(np.repeat(np.arange(low, high, dtype=np.int32), np.diff(bounds)), targets[begin:end])


def sorted_pairs(high: Nodes, low: Nodes) -> tuple[Nodes, Nodes]:
    """Pairs of numbers from 0 on, each pair once, ordered by the first and then by the second.

    Both are sorted as one number of 64 bits, which is ten times as fast as an order of positions.
    """
    keys = np.empty(len(high), np.int64)
    halves = keys.view(np.int32)
    halves[_LOW_HALF::2], halves[_HIGH_HALF::2] = low, high
    keys.sort()
    each = changes(keys)
    return halves[_HIGH_HALF::2][each], halves[_LOW_HALF::2][each]


def lower_halves(keys: Positions) -> Nodes:
    """The second of each pair, of pairs that are one number each."""
    return keys.view(np.int32)[_LOW_HALF::2].copy()


def upper_halves(keys: Positions) -> Nodes:
    """The first of each pair."""
    return keys.view(np.int32)[_HIGH_HALF::2].copy()


def row_bounds(ordered: Nodes, count: int) -> NDArray[np.int32]:
    """Where each of `count` rows begins among numbers in order, and behind the last one where all end."""
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(ordered, minlength=count), out=first[1:])
    return first


def row_elements(first: NDArray[np.int32], rows: Nodes) -> tuple[Positions, Positions]:
    """The elements of some rows: the position in `rows` that each belongs to, and its own in the table."""
    begin = first[rows].astype(np.int64)
    counts = first[rows + 1] - begin
    row = np.repeat(np.arange(len(rows)), counts)
    return row, np.arange(len(row)) + (begin - (np.cumsum(counts) - counts))[row]


def follow_rows(first: NDArray[np.int32], rows: Nodes) -> Iterator[tuple[Nodes, Positions]]:
    """The same a batch at a time, however many elements one row has: the row of each, and its place in the table."""
    for start in range(0, len(rows), _BATCH):
        yield from _follow_some(first, rows[start : start + _BATCH])


def _follow_some(first: NDArray[np.int32], rows: Nodes) -> Iterator[tuple[Nodes, Positions]]:
    begin = first[rows].astype(np.int64)
    ends = np.cumsum(first[rows + 1] - begin)
    for low in range(0, int(ends[-1]), _BATCH):
        high = min(low + _BATCH, int(ends[-1]))
        some = slice(int(np.searchsorted(ends, low, "right")), int(np.searchsorted(ends, high, "left")) + 1)
        counts = np.diff(np.minimum(ends[some], high), prepend=low)
        # Places run on within a row, and from `low` on over all of them.
        shift = begin[some] - np.concatenate([[0], ends])[some]
        yield np.repeat(rows[some], counts), np.arange(low, high) + np.repeat(shift, counts)
