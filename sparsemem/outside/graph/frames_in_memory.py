"""Frames that no thread runs: of greenlets that wait, each of which keeps its own stack of Python frames.

A greenlet's state, memory of C, has what it puts into the thread's when it is switched to: the chunk of frames, its
first free word and its end one after the other (`datastack_chunk` to `datastack_limit` of `PyThreadState`, CPython's
Include/cpython/pystate.h, 3.11 to 3.13; `PythonState` in greenlet's src/greenlet).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.sorted_numbers import are_in
from sparsemem.outside.objects.dict_entries import read_word

HEAD, _USED = 24, 16
"""`struct _stack_chunk`: the chunk before, its size, and how many of its words are in use; where the last stands."""
_MOST_CHUNKS = 1_000
"""One greenlet's."""


def find_tops(content: Addresses, frames: Ranges) -> NDArray[np.int64]:
    """The positions of the words that are a chunk of frames, before a place in it and its end."""
    if not len(frames) or len(content) < 3:
        return np.zeros(0, np.int64)
    low = frames.starts[0]
    places = np.flatnonzero(content[:-2] - low < frames.ends[-1] - low)
    chunk, top, limit = (content[places + step] for step in range(3))
    at = np.minimum(np.searchsorted(frames.starts, chunk), len(frames) - 1)
    good = (frames.starts[at] == chunk) & (top > chunk) & (top <= limit) & (limit == frames.ends[at])
    found: NDArray[np.int64] = places[good]
    return found


def read_frames(memory: Memory, frames: Ranges, chunk: int, top: int) -> Iterator[Addresses]:
    """The words of the live part of a chunk up to its first free word, and of those before it."""
    for _ in range(_MOST_CHUNKS):
        yield words(memory.span(chunk + HEAD, top - chunk - HEAD))
        chunk = read_word(memory, chunk)
        if not are_in(frames.starts, np.array([chunk], np.uint64))[0]:
            return
        top = chunk + read_word(memory, chunk + _USED) * 8
