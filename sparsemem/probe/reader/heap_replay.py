"""The heap from allocation to allocation, as the allocators should count it."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import TYPE_CHECKING, Any

from heap_lines import MAPPINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RELEASES = (1, 5)
"""`AllocatorType.PYMALLOC_FREE` and `FREE`."""
PYMALLOC = (2, 3, 4)
STEP, LARGEST_SMALL, DEBUG_BYTES = 16, 512, 24
"""Blocks of pymalloc and chunks of glibc's malloc are multiples of the first; the largest block of pymalloc's, and
what the debug hooks add to each."""
CHUNK_HEADER, SMALLEST_CHUNK = 8, 32
"""Of glibc's malloc."""

EMPTY = bytes(4096 * 4)


class Sizes:
    """What an interpreter's allocators take for a requested size, in steps of 16 bytes."""

    def __init__(self, allocator: str) -> None:
        self._is_pymalloc = allocator.startswith("pymalloc")
        self._debug_bytes = DEBUG_BYTES if "debug" in allocator else 0
        self.of_python: dict[int, int] = {}
        self.of_malloc: dict[int, int] = {}

    def python(self, size: int) -> int:
        """Of a block that Python asked for."""
        if self._is_pymalloc and size + self._debug_bytes <= LARGEST_SMALL:
            found = max(-(-(size + self._debug_bytes) // STEP), 1)
        else:
            found = self.malloc(size + self._debug_bytes)
        return self.of_python.setdefault(size, found)

    def malloc(self, size: int) -> int:
        """Of a chunk of malloc's."""
        return self.of_malloc.setdefault(size, max(-(-(size + CHUNK_HEADER) // STEP), SMALLEST_CHUNK // STEP))


class Replay:
    """The heap from event to event, in steps of 16 bytes, and who allocated the blocks at some addresses.

    What is where is kept in a table of 4 bytes for each 16 of the heap: a dict would take as much as the heap itself.
    """

    def __init__(self, sizes: Sizes, wanted: set[int]) -> None:
        self._sizes, self._wanted = sizes, wanted
        self._tables: dict[int, array[int]] = {}
        self.live = self.peak = 0
        self.last: dict[int, int] = {}
        """For each of the wanted addresses that are in use the number of the stack of its last allocation.

        What a free list of the interpreter handed on was not released: it has the stack of its first time.
        """
        self.records: dict[int, Any] = {}
        """A record with each of those stacks."""

    def run(self, events: Iterable[Any], times: Sequence[int]) -> tuple[int, int] | None:
        """Go through all; the least and the most bytes between two of them, by their numbers."""
        if not times:
            self._go(events)
            return None
        events = iter(events)
        self._go(islice(events, times[0]))
        low, self.peak, before = self.live, self.live, self.peak
        low = min(low, self._go(islice(events, times[1] - times[0])))
        then, self.peak = (STEP * low, STEP * self.peak), max(before, self.peak)
        self._go(events)
        return then

    def _go(self, events: Iterable[Any]) -> int:
        """The least that was live. One loop without calls: it runs once for each allocation of the program."""
        tables, wanted, live, peak, low = self._tables, self._wanted, self.live, self.peak, self.live
        of_python, of_malloc = self._sizes.of_python, self._sizes.of_malloc
        for event in events:
            kind, address = event.allocator, event.address
            if kind in MAPPINGS:
                continue
            table = tables.get(address >> 16)
            if table is None:
                table = tables[address >> 16] = array("I", EMPTY)
            place = address >> 4 & 4095
            if kind in RELEASES:
                live -= table[place]
                table[place] = 0
                low = min(low, live)
                if address in wanted:
                    self.last.pop(address, None)
                continue
            size = event.size
            steps = of_python.get(size) if kind in PYMALLOC else of_malloc.get(size)
            if steps is None:
                steps = self._sizes.python(size) if kind in PYMALLOC else self._sizes.malloc(size)
            live += steps - table[place]
            table[place] = steps
            peak = max(peak, live)
            if address in wanted:
                self.last[address] = event.stack_id
                self.records.setdefault(event.stack_id, event)
        self.live, self.peak = live, peak
        return low
