"""The ledger of a moment from its mappings and from what the allocators count.

The mappings say what is resident; the allocators say what is in use, resident or not. malloc's heaps can be told
from their addresses, so what is resident there and not in use is free but held. Arenas of pymalloc, chunks with a
mapping of their own and foreign memory lie side by side in anonymous mappings, which are therefore shared out in
the order of certainty: arenas first, mapped chunks, libraries' pools, and the rest is unattributed.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from sparsemem.allocators.glibc import MallocInfo
from sparsemem.allocators.library_pools import total_held
from sparsemem.allocators.pymalloc import PymallocStats
from sparsemem.allocators.stand_in import HeapCount
from sparsemem.model import Ledger
from sparsemem.procfs import Mapping

THREAD_HEAP_BYTES = 64 << 20
"""glibc's HEAP_MAX_SIZE on 64-bit machines: heaps of thread arenas are aligned to it (malloc/arena.c)."""


@dataclass(slots=True)
class Resident:
    """Resident bytes by kind of mapping."""

    stack: int = 0
    library_data: int = 0
    file: int = 0
    shared: int = 0
    heap: int = 0
    """In malloc's heaps: the brk heap and those of thread arenas."""
    heap_extent: int = 0
    """Bytes of address space of those heaps."""
    other: int = 0
    """In other anonymous mappings."""

    def take(self, wanted: int) -> int:
        """Move up to `wanted` bytes out of the other anonymous mappings; the bytes that there were."""
        taken = min(max(wanted, 0), self.other)
        self.other -= taken
        return taken


@dataclass(frozen=True, slots=True)
class Counted:
    """What the allocators of a process count; None where unknown."""

    python: PymallocStats | None
    malloc: MallocInfo | HeapCount | None
    """glibc's own, or what another allocator in its place tells."""
    pools: dict[str, int | None] = field(default_factory=dict)
    """What each loaded pool of a library holds for its users."""
    memory_devices: frozenset[str] = field(default=frozenset())


def account(mappings: list[Mapping], counted: Counted) -> Ledger:
    """The ledger of one smaps text: parts in resident bytes that add up to the sum of its `Rss:`."""
    resident = sort_mappings(mappings, counted.memory_devices)
    python = _python_parts(counted.python, resident)
    malloc_live, malloc_free = _malloc_parts(counted.malloc, resident)
    held = total_held(counted.pools)
    pool_live = None if held is None else resident.take(held)
    return Ledger(
        python_live_bytes=python[0],
        python_free_blocks_bytes=python[1],
        python_free_pools_bytes=python[2],
        python_overhead_bytes=python[3],
        malloc_live_bytes=malloc_live,
        malloc_free_bytes=malloc_free,
        pool_live_bytes=pool_live,
        pool_free_bytes=None if counted.pools else 0,
        stack_bytes=resident.stack,
        library_data_bytes=resident.library_data,
        file_bytes=resident.file,
        shared_bytes=resident.shared,
        unattributed_bytes=resident.other,
    )


def sort_mappings(mappings: list[Mapping], memory_devices: frozenset[str]) -> Resident:
    """The resident bytes of a process by kind of mapping."""
    resident = Resident()
    heaps = _heap_starts(mappings)
    for mapping in mappings:
        backed = mapping.rss_bytes - mapping.anonymous_bytes
        if mapping.is_file:
            resident.library_data += mapping.anonymous_bytes
            if mapping.is_shared_memory(memory_devices):
                resident.shared += backed
            else:
                resident.file += backed
        elif mapping.path.startswith("[stack"):
            resident.stack += mapping.rss_bytes
        elif mapping.start in heaps:
            resident.heap += mapping.rss_bytes
            resident.heap_extent += mapping.end - mapping.start
        elif mapping.path.startswith("[v"):
            resident.file += mapping.rss_bytes
        else:
            resident.other += mapping.rss_bytes
    return resident


def _heap_starts(mappings: list[Mapping]) -> set[int]:
    """Where the mappings of malloc's heaps begin: the brk heap, and each heap of a thread arena.

    A heap of a thread arena begins at a multiple of its size, and its unused end is a mapping without permissions
    that reaches to the next multiple.
    """
    starts = {mapping.start for mapping in mappings if mapping.path == "[heap]"}
    for used, unused in pairwise(mappings):
        aligned = used.start % THREAD_HEAP_BYTES == 0
        whole = used.end == unused.start and unused.end == used.start + THREAD_HEAP_BYTES
        if aligned and whole and unused.permissions == "---p" and not used.is_file:
            starts.add(used.start)
    return starts


def _python_parts(stats: PymallocStats | None, resident: Resident) -> tuple[int | None, ...]:
    """Live, free blocks, free pools, overhead; pools that were never touched are not resident."""
    if stats is None:
        return None, None, None, None
    live, overhead = resident.take(stats.live_bytes), resident.take(stats.overhead_bytes)
    return live, resident.take(stats.free_blocks_bytes), resident.take(stats.free_pools_bytes), overhead


def _malloc_parts(info: MallocInfo | HeapCount | None, resident: Resident) -> tuple[int | None, int | None]:
    """Live and free; heaps that merged with another mapping are looked for in the other anonymous memory."""
    if not isinstance(info, MallocInfo):
        resident.other += resident.heap
        return share_heap(info, resident.take(held_bytes(info)))
    live_in_heaps = min(info.heap_live_bytes, resident.heap)
    free = resident.heap - live_in_heaps
    live = live_in_heaps + resident.take(info.mapped_bytes)
    unseen = max(info.system_bytes - resident.heap_extent, 0)
    live_unseen = resident.take(min(info.heap_live_bytes - live_in_heaps, unseen))
    free_unseen = resident.take(min(info.free_bytes - free, unseen - live_unseen))
    return live + live_unseen, free + free_unseen


def held_bytes(count: HeapCount | None) -> int:
    """The resident bytes that an allocator can have at most; 0 where it does not tell what of them is in use."""
    return 0 if count is None or count.live_bytes is None else count.held_bytes or 0


def share_heap(count: HeapCount | None, resident_bytes: int) -> tuple[int | None, int | None]:
    """Live and free of the resident bytes of an allocator that is in malloc's place."""
    if count is None or count.live_bytes is None or count.held_bytes is None:
        return None, None
    live = min(count.live_bytes, resident_bytes)
    return live, resident_bytes - live
