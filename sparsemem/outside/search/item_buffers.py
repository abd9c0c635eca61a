"""The memory that lists, sets, dicts and instances keep their items in, apart from the object itself.

Layouts of CPython 3.11 to 3.13: `PyListObject`, `PySetObject` and `PyDictObject` in Include/cpython/. Until 3.12 the
attributes of an instance have a buffer. One of the two words before the object points to it: the first in 3.11, the
second, with its lowest bit set, in 3.12.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, Memory, words
from sparsemem.outside.objects.dict_keys import KEYS_HEAD, parse_dict_keys
from sparsemem.outside.objects.type_flags import DICT, LIST
from sparsemem.outside.objects.type_table import Type, has_old_layout
from sparsemem.outside.objects.typed_blocks import Typed
from sparsemem.outside.pymalloc.live_blocks import Blocks

_SETS = ("set", "frozenset")
"""There is no flag for them."""
_MOST_ATTRIBUTES = 30
"""`SHARED_KEYS_MAX_SIZE` of Include/internal/pycore_dict.h."""
_LARGEST = np.uint64(1 << 36)


@dataclass(frozen=True, slots=True)
class Buffers:
    """One element of each array for each container."""

    starts: Addresses
    ends: Addresses
    owners: Addresses
    """The list, set or dict."""
    numbers: NDArray[np.int64]
    """The number of its type."""
    are_keys: NDArray[np.bool_]
    """Whether the buffer is the keys of a dict."""

    def around(self, places: Addresses) -> list[tuple[int, int]]:
        """(position of a buffer, place) for each of the places, which are in order, that is in a buffer."""
        first, stop = np.searchsorted(places, self.starts), np.searchsorted(places, self.ends)
        hits = np.flatnonzero(stop > first)
        return [(at, int(place)) for at in hits.tolist() for place in places[first[at] : stop[at]].tolist()]

    def near(self, places: Addresses, limit: int) -> "Buffers":
        """Those that begin at most `limit` bytes before one of the places."""
        first = np.minimum(np.searchsorted(places, self.starts), len(places) - 1)
        kept = (places[first] >= self.starts) & (places[first] - self.starts < np.uint64(limit))
        return Buffers(self.starts[kept], self.ends[kept], self.owners[kept], self.numbers[kept], self.are_keys[kept])


def find_buffers(memory: Memory, blocks: Blocks, typed: Typed, types: list[Type], places: Addresses) -> Buffers:
    """The buffers, of the containers among the blocks, that one of the places may be in; places are in order."""
    kinds = np.array([_kind(known) for known in types] + [0], np.int64)[typed.number]
    starts, ends = np.zeros(len(blocks), np.uint64), np.zeros(len(blocks), np.uint64)
    for kind, (pointer, length, item) in {1: (24, 16, 8), 2: (40, 32, 16), 3: (32, 16, 0)}.items():
        for before in np.unique(typed.before[kinds == kind]).tolist():
            rows = np.flatnonzero((kinds == kind) & (typed.before == before))
            starts[rows] = blocks.word(before + pointer, rows)
            size = blocks.word(before + length, rows) * np.uint64(item) + np.uint64(item)
            ends[rows] = starts[rows] + np.minimum(size, _LARGEST)
    owners = blocks.addresses + typed.before.astype(np.uint64)
    _add_attributes(blocks, typed, types, (starts, ends))
    found = ends > 0
    every = Buffers(starts[found], ends[found], owners[found], typed.number[found], kinds[found] == 3)
    return _measure_keys(memory, every.near(places, int(_LARGEST)))


def _add_attributes(blocks: Blocks, typed: Typed, types: list[Type], bounds: tuple[Addresses, Addresses]) -> None:
    managed = np.array([known.before == 32 for known in types] + [False], np.bool_)[typed.number]
    for before in np.unique(typed.before[managed]).tolist():
        rows = np.flatnonzero(managed & (typed.before == before) & (bounds[1] == 0))
        first, second = blocks.word(before - 32, rows), blocks.word(before - 24, rows)
        tagged = second & np.uint64(1) == 1
        start = np.where(tagged, second + np.uint64(1), first if has_old_layout(types) else np.uint64(0))
        rows, start = rows[start > 0], start[start > 0]
        bounds[0][rows], bounds[1][rows] = start, start + np.uint64(8 * _MOST_ATTRIBUTES)


def _kind(known: Type) -> int:
    if known.flags & LIST:
        return 1
    return 2 if known.name in _SETS else 3 if known.flags & DICT else 0


def _measure_keys(memory: Memory, buffers: Buffers) -> Buffers:
    """A dict's table of keys says itself how long it is."""
    heads = words(memory.gather(buffers.starts[buffers.are_keys], KEYS_HEAD)[0])
    length = parse_dict_keys(heads[:, 1]).table_bytes
    ends = buffers.ends.copy()
    ends[buffers.are_keys] = buffers.starts[buffers.are_keys] + np.minimum(length, _LARGEST)
    return Buffers(buffers.starts, ends, buffers.owners, buffers.numbers, buffers.are_keys)
