"""What a profiler counts as the live heap of the program, beside what its allocators count: a run of its own."""

from dataclasses import dataclass
from typing import Literal

LEAST_COMPARED_BYTES = 20 << 20
"""Below, what the interpreter and the profiler do besides is too large a part of the heap to compare it."""


@dataclass(frozen=True, slots=True)
class HeapLine:
    """What one line of source holds: the program's own line that is nearest to the allocation."""

    function: str | None
    """None where the profiler does not tell."""
    path: str
    line: int
    bytes: int
    """As they were requested, before an allocator rounds them up."""
    allocations: int


@dataclass(frozen=True, slots=True)
class WorkerHeap:
    """What a forked process allocated by itself, at its highest; what it has from its parent is not in it."""

    pid: int
    """In the run under the profiler, which is none of the sweep's."""
    live_peak_bytes: int
    """As they were requested."""
    peak_lines: tuple[HeapLine, ...]
    """Who holds them, the most first."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The profiler's live heap at one scale, and whether the allocators agree with it; bytes, None where unknown.

    Both count from the program's first line on, and in its root process alone. `live_*` are sums of the sizes that
    were requested; an allocator takes a little more for them, which is `counted_*`: blocks of pymalloc rounded up to
    16 bytes, malloc's with their headers. `heap_end_bytes` is what the allocators themselves count at the end, less
    what they counted at the start, in the same process. `heap_peak_bytes` is one of the highest increases that were
    seen from outside, where the very top can be missed, and `counted_then_bytes` the least and the most by the record
    while that look was made.
    """

    tool: Literal["memray", "tracemalloc"]
    scale: int
    live_end_bytes: int | None
    live_peak_bytes: int | None
    agrees: bool | None
    """None where there is too little memory to judge by, or one side is not known."""
    tool_version: str | None
    wall_seconds: float
    """Of the program under the profiler, without the time to read what was recorded."""
    counted_end_bytes: int | None
    counted_peak_bytes: int | None
    heap_end_bytes: int | None
    heap_peak_bytes: int | None
    counted_then_bytes: tuple[int, ...] | None
    mapped_peak_bytes: int | None = None
    """Mappings at the peak that the program made by `mmap`, files among them: they are in no other number here."""
    why: str | None = None
    """Why they do not agree, or why that cannot be told, in a sentence."""
    peak_lines: tuple[HeapLine, ...] = ()
    """Who holds the heap at its highest, the most first; tracemalloc does not tell."""
    end_lines: tuple[HeapLine, ...] = ()
    """Who holds it at the end."""
    workers: tuple[WorkerHeap, ...] = ()
    """Forked processes whose own heap got larger than `LEAST_COMPARED_BYTES`, the largest first."""
    unrecorded_processes: int | None = None
    """Processes beside the root, as far as they were seen, of whose heap nothing is here; None where not counted."""
    unrecorded_peak_bytes: int | None = None
    """The highest RSS that one of them had."""


@dataclass(frozen=True, slots=True)
class HeapProfile(Profile):
    """The profile of the largest scale that was profiled."""

    others: tuple[Profile, ...] = ()
    """Of the other scales, ascending."""
