"""What is different among many numbers: found by sorting, which is faster here than the hash table of `np.unique`."""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Integer = TypeVar("Integer", np.uint16, np.int32, np.int64)
Number = TypeVar("Number", np.int32, np.int64, np.uint64)
ONE = np.int32(1)
"""For `np.add.at` on counts of 32 bits, which takes thirty times as long where it has to convert a 1."""
_CLOSE = 8
"""Numbers between the lowest and the highest for each that is there: more of them, and sorting is faster."""


def distinct(values: NDArray[Integer]) -> NDArray[Integer]:
    """The values in order, each once; sorting is faster here than the hash table of `np.unique`."""
    ordered = np.sort(values)
    each: NDArray[Integer] = ordered[changes(ordered)]
    return each


def changes(values: NDArray[Integer]) -> NDArray[np.bool_]:
    """Where a value is another one than before."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def places_in(ordered: NDArray[Number], values: NDArray[Number]) -> NDArray[np.int64]:
    """Where each value stands among numbers that are in order, -1 where it is none of them."""
    if not len(ordered):
        return np.full(len(values), -1)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return np.where(ordered[at] == values, at, -1)


def are_in(ordered: NDArray[Number], values: NDArray[Number]) -> NDArray[np.bool_]:
    """Which values are among numbers that are in order."""
    found: NDArray[np.bool_] = places_in(ordered, values) >= 0
    return found


def grouped(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The values in order, each once, how often each is there, and its last position; below 2**40, none negative.

    Where they lie close together they are counted. Others are sorted together with their positions, in one number:
    three times as fast as the order of a sort.
    """
    lowest, highest = int(values.min(initial=1 << 40)), int(values.max(initial=0))
    if 0 <= highest - lowest < _CLOSE * len(values):
        return _counted(values, lowest, highest)
    bits = len(values).bit_length()
    ordered = np.sort(values << bits | np.arange(len(values)))
    last = np.flatnonzero(np.diff(ordered >> bits, append=-1))
    return ordered[last] >> bits, np.diff(last, prepend=-1), ordered[last] & ((1 << bits) - 1)


def _counted(
    values: NDArray[np.int64], lowest: int, highest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    counts = np.bincount(values - lowest)
    last = np.zeros(highest - lowest + 1, np.int64)
    np.maximum.at(last, values - lowest, np.arange(len(values)))
    each = np.flatnonzero(counts)
    return each + lowest, counts[each], last[each]


def positions_by_value(values: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each value, in order, with all of its positions, in order."""
    order = np.argsort(values, kind="stable")
    firsts = np.flatnonzero(changes(values[order]))
    groups = np.split(order, firsts[1:]) if len(firsts) else []
    yield from zip(values[order[firsts]].tolist(), groups, strict=True)
