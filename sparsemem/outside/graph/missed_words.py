"""References that lead to no object which was counted: to the data of programs, or to what was made since."""

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.reference_table import Slots
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.pymalloc.block_numbers import Numbers

_AROUND = 1 << 30
"""Bytes below and above the known arenas in which the next ones are looked for: the kernel maps them side by side."""


def static_ranges(view: View) -> Ranges:
    """Where the data of programs and libraries are, in the order of addresses."""
    files = [(one.start, one.end) for one in view.source.mappings if one.is_file]
    data = [(one.start, one.end) for one in view.regions if one.library]
    return Ranges.of(sorted(files + data))


class MissedWords:
    """Those of one heap."""

    def __init__(self, view: View) -> None:
        self._static = static_ranges(view)
        self._arenas = arenas = view.ranges
        """The kernel may have mapped one right behind the data of a library, and see both as one."""
        lowest, highest = (int(arenas.starts[0]), int(arenas.ends[-1])) if len(arenas) else (0, 0)
        self._low = max(lowest - _AROUND, 0)
        self._width = np.uint64(highest + _AROUND - self._low if highest else 0)
        self._found: list[tuple[Numbers, Addresses, Slots]] = []

    def add(self, sources: Numbers, pointers: Addresses, slots: NDArray[np.int64]) -> None:
        """Objects, words of them that lead to no object which was counted, and what each word is."""
        places = np.flatnonzero(self.may_be_fresh(pointers))
        if len(places):
            self._found.append((sources[places], pointers[places], slots[places].astype(np.uint16)))

    def may_be_fresh(self, pointers: Addresses) -> Flags:
        """Which may lead into an arena."""
        found: Flags = pointers - np.uint64(self._low) < self._width
        some = pointers[found]
        found[found] = self._arenas.contain(some) | ~self._static.contain(some)
        return found

    def take(self) -> tuple[Numbers, Addresses, Slots]:
        """All that were added."""
        none = np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(0, np.uint16)
        sources, pointers, slots = zip(none, *self._found, strict=True)
        return np.concatenate(sources), np.concatenate(pointers), np.concatenate(slots)
