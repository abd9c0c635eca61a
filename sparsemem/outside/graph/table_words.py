"""The words of many tables, read some at a time: short ones together, long ones a window after another."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.memory.page_reads import gather_words

_LONGEST = 512
"""Words that are gathered at once; longer tables are read a window at a time."""
_WINDOW = 1 << 16
_TOGETHER = 1 << 17
"""Words that are read at once."""
_MOST = 1 << 31


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
        step = max(1, _TOGETHER >> size)
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
