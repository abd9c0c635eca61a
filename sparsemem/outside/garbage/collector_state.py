"""What the collector of a process is set to, and what it has done, as `gc.isenabled()`, `gc.get_threshold()`,
`gc.get_count()` and `gc.get_stats()` tell it inside.

`struct _gc_runtime_state` in Include/internal/pycore_gc.h of CPython 3.11 to 3.13, pycore_interp_structs.h since.
"""

import struct
from dataclasses import dataclass

import numpy as np

from sparsemem.model import Waits
from sparsemem.outside.garbage.collector_statistics import read_flat, read_rings
from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.objects.dict_entries import read_word

_GENERATION, _THRESHOLD = 24, 16
"""`struct gc_generation`: two links, then threshold and count, of four bytes each."""


@dataclass(frozen=True, slots=True)
class _Offsets:
    """Where in the state its fields are, in bytes."""

    enabled: int
    generations: int
    generation0: int
    statistics: int
    """Of 3.15 a pointer to them."""
    permanent: int
    """Where the list of what `gc.freeze()` has set apart begins and ends."""
    garbage: int
    """The pointer to `gc.garbage`."""
    collecting: int


OFFSETS = {
    "3.11": _Offsets(12, 24, 96, 128, 104, 208, 200),
    "3.12": _Offsets(12, 24, 96, 128, 104, 208, 200),
    "3.13": _Offsets(12, 24, 96, 128, 104, 208, 200),
    "3.14": _Offsets(12, 24, 256, 120, 96, 200, 192),
    "3.15": _Offsets(0, 8, 168, 104, 80, 128, 112),
}
_NEARLY = 0.9
"""The count of young objects falls with each one that is freed, of whatever age."""
_SAVE_ALL = 32
"""`gc.DEBUG_SAVEALL`, in the word behind `enabled`."""


@dataclass(frozen=True, slots=True)
class CollectorState:
    """The collector of one interpreter; three generations, the youngest first."""

    enabled: bool
    thresholds: tuple[int, ...]
    counts: tuple[int, ...]
    collections: tuple[int, ...] | None
    """How often each generation was collected; None where that is not read."""
    collected: tuple[int, ...] | None
    """How many objects that has freed."""
    uncollectable: tuple[int, ...] | None
    permanent: int
    """The address of the head of the permanent generation."""
    garbage: int
    """The address of the list `gc.garbage`, 0 where there is none."""
    saves_all: bool
    """Whether it appends to `gc.garbage` all that it finds, and frees nothing (`gc.DEBUG_SAVEALL`)."""
    is_collecting: bool
    """Whether it is at work."""

    @property
    def is_off(self) -> bool:
        """Whether no collection comes by itself."""
        return not self.enabled or self.thresholds[0] == 0

    def why_waits(self, objects: int) -> Waits:
        """Why so many objects of garbage wait: `collector off`; `threshold` where all of them may have come since the
        last collection, and too few came for the next; or `generation` where older objects wait for their turn."""
        if self.is_off:
            return "collector off"
        is_young = self.counts[0] >= _NEARLY * objects
        return "threshold" if is_young or sum(self.collections or (1,)) == 0 else "generation"


def read_collector(memory: Memory, address: int, version: str | None) -> CollectorState | None:
    """The state at an address, None where there is none that is possible."""
    offsets = OFFSETS[version or ""]
    size = max(offsets.generation0, offsets.garbage) + 8
    raw = bytes(memory.span(address, size))
    if len(raw) < size:
        return None
    enabled, debug = struct.unpack_from("<ii", raw, offsets.enabled)
    (generation0,) = struct.unpack_from("<Q", raw, offsets.generation0)
    places = [offsets.generations + number * _GENERATION + _THRESHOLD for number in range(3)]
    settings = [struct.unpack_from("<ii", raw, place) for place in places]
    if enabled not in (0, 1) or generation0 != address + offsets.generations or not _are_lists(memory, generation0):
        return None
    place = address + offsets.statistics
    rows = read_rings(memory, read_word(memory, place)) if version == "3.15" else read_flat(memory, place)
    return CollectorState(
        enabled=bool(enabled),
        thresholds=tuple(one for one, _ in settings),
        counts=tuple(other for _, other in settings),
        collections=tuple(row.collections for row in rows) or None,
        collected=tuple(row.collected for row in rows) or None,
        uncollectable=tuple(row.uncollectable for row in rows) or None,
        permanent=address + offsets.permanent,
        garbage=int.from_bytes(raw[offsets.garbage : offsets.garbage + 8], "little"),
        saves_all=bool(debug & _SAVE_ALL),
        is_collecting=struct.unpack_from("<i", raw, offsets.collecting) == (1,),
    )


def freed_between(before: CollectorState | None, after: CollectorState | None) -> int | None:
    """Objects that collections freed between two readings; None where the counters of either are not known."""
    if before is None or after is None or before.collected is None or after.collected is None:
        return None
    return sum(after.collected) - sum(before.collected)


def _are_lists(memory: Memory, generation0: int) -> bool:
    """Whether three generations are there: the first object of each, or itself where it is empty, leads back."""
    heads = np.uint64(generation0) + np.arange(3, dtype=np.uint64) * np.uint64(_GENERATION)
    firsts = words(memory.gather(heads, 8)[0])[:, 0]
    back = words(memory.gather(firsts + np.uint64(8), 8)[0])[:, 0]
    return bool((back & ~np.uint64(3) == heads).all())
