"""Numbers of 64 bits by which equal contents are found: of a million different ones two agree once in 10**7 times."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory

_FACTORS: Addresses = np.random.default_rng(150).integers(0, 1 << 64, (2, 1 << 8), np.uint64) | np.uint64(1)
_LENGTH, _FIRST, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(32)
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
"""The first bytes of a word, by how many."""
_WINDOW, _UNEVEN = 1 << 20, 4
"""Bytes that are read together; words by which the rows that are hashed together differ in length at most."""


def hash_rows(content: Addresses, length: NDArray[np.int64]) -> Addresses:
    """One number for the first `length` bytes of each row of words, 256 words at most, and for the length; what lies
    behind does not count. A row that is shorter than its length counts as far as it goes.

    Two sums of the words, and of their upper halves, each times a random odd factor: they are equal for two different
    rows by chance alone, which for rows that differ in one upper byte is 2**-48, and less for all others.
    """
    columns = min(content.shape[1], -(-int(length.max(initial=0)) // 8), _FACTORS.shape[1])
    short = length < 8 * (columns - _UNEVEN)
    if short.any():
        found = np.zeros(len(length), np.uint64)
        for some in (short, ~short):
            found[some] = hash_rows(content[some], length[some])
        return found
    whole = min(int(length.min(initial=0)) // 8, columns)
    inside = content[:, :whole]
    first, second = inside @ _FACTORS[0, :whole], (inside >> _HALF) @ _FACTORS[1, :whole]
    for column in range(whole, columns):
        word = content[:, column] & _MASKS[np.clip(length - 8 * column, 0, 8)]
        first += word * _FACTORS[0, column]
        second += (word >> _HALF) * _FACTORS[1, column]
    mixed = (first ^ first >> _HALF) * _FIRST + second + length.astype(np.uint64) * _LENGTH
    return np.asarray(mixed ^ mixed >> _HALF)


def hash_range(memory: Memory, start: int, length: int) -> int:
    """A number for the bytes of a long content, which is read a window at a time."""
    found = length
    for first in range(0, length, _WINDOW):
        found = hash((found, bytes(memory.span(start + first, min(_WINDOW, length - first)))))
    return found & (1 << 64) - 1
