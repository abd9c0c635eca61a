"""How often each generation was collected, and what that freed, as `gc.get_stats()` tells it inside.

`struct gc_generation_stats` and `struct gc_stats` in Include/internal/pycore_gc.h of CPython 3.11 to 3.13,
pycore_interp_structs.h since. Since 3.15 each generation has a ring of its last collections, whose sums run on, and
they stand behind a pointer.
"""

import struct
from typing import NamedTuple

from sparsemem.outside.memory.memory_access import Memory

_COUNTERS = struct.Struct("<qqq")
"""`collections`, `collected`, `uncollectable`."""
_RINGS = ((0, 11), (712, 3), (912, 3))
"""Where each generation's ring begins, and how many collections it has; the number of the last one is behind them."""
_ITEM, _COUNTERS_AT, _RINGS_SIZE = 64, 16, 1112
"""Bytes of a collection in a ring: its beginning and end, the counters, and what else was measured."""


class Statistics(NamedTuple):
    """Of one generation, since the process began."""

    collections: int
    collected: int
    uncollectable: int


def read_flat(memory: Memory, place: int) -> list[Statistics]:
    """Those of the three generations as they stand at a place up to 3.14."""
    raw = bytes(memory.span(place, 3 * _COUNTERS.size))
    return [Statistics(*one) for one in _COUNTERS.iter_unpack(raw[: len(raw) // _COUNTERS.size * _COUNTERS.size])]


def read_rings(memory: Memory, place: int) -> list[Statistics]:
    """The same since 3.15, where they begin at a place; none where no rings are there."""
    raw = bytes(memory.span(place, _RINGS_SIZE)) if place else b""
    if len(raw) < _RINGS_SIZE or any(raw[start + count * _ITEM] >= count for start, count in _RINGS):
        return []
    lasts = [start + raw[start + count * _ITEM] * _ITEM for start, count in _RINGS]
    return [Statistics(*_COUNTERS.unpack_from(raw, last + _COUNTERS_AT)) for last in lasts]
