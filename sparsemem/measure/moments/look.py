"""One look at a process that waits at a moment: the kernel's texts, its memory from outside, who holds the heap."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sparsemem.measure.moments.memory_readers import (
    pinner_records_of,
    read_kept,
    read_outside,
    read_waiting,
    read_what_pins,
)
from sparsemem.measure.moments.posted_text import Post
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.model import MOMENT_NAMES, Garbage, Heap, HeapMap, HeapStep, Pinner

if TYPE_CHECKING:
    from sparsemem.outside import PinningBlocks, Reading

READ_FROM_OUTSIDE = ("end", "after_trim")
"""What the process ends with, and what nothing gives back: between them the anonymous memory alone is compared."""


@dataclass(frozen=True, slots=True)
class KernelView:
    """The raw texts of /proc/PID at one time."""

    smaps: str
    status: str
    mountinfo: str


@dataclass(frozen=True, slots=True)
class OwnersRead:
    """Who keeps the free memory; nobody is named where the process may not be read."""

    pinners: tuple[Pinner, ...] = ()
    heap_map: HeapMap | None = None
    """None where it was not asked for, or cannot be read."""
    heap: Heap | None = None
    """Who holds what; None where that could not be told."""
    way: tuple[HeapStep, ...] | None = None
    """From the root to the object that was asked for; none where there is no such one, None where nobody asked."""


@dataclass(frozen=True, slots=True)
class Look:
    """A posted moment: what the process said, what was seen of it while it waited, and when (monotonic seconds)."""

    post: Post
    view: KernelView | None
    outside: "Reading | None"
    """The process's memory as it was read from outside, at the moments that are worth the time it takes."""
    owners: OwnersRead | None
    """At the last moment, where they were asked for."""
    pinning: "tuple[PinningBlocks, ...]"
    """The blocks that keep free memory, at `end` and where their sites are to be found."""
    posted_seconds: float
    answered_seconds: float = 0.0
    garbage: Garbage | None = None
    """What waits for the collector at `end`, where the owners are asked for."""


def take_look(
    pid: int, post: Post, posted_seconds: float, asked: Instrumentation, before_owners: Callable[[], None]
) -> Look:
    """Look at the waiting process; `before_owners` is called before the part that takes long."""
    owners, view = None, read_kernel_view(pid)
    outside = read_outside(pid) if is_read_from_outside(post) else None
    if asked.reads_owners and post.moment == MOMENT_NAMES[-1]:
        before_owners()
        owners = read_owners(pid, asked)
    pinning = read_what_pins(pid) if asked.profiler == "memray" and post.moment == "end" else ()
    garbage = read_waiting(pid) if asked.reads_owners and post.moment == "end" else None
    return Look(post, view, outside, owners, pinning, posted_seconds, garbage=garbage)


def is_read_from_outside(post: Post) -> bool:
    """Whether the memory is to be read at a moment: at the start, too, where mimalloc tells too little of itself."""
    return post.moment in READ_FROM_OUTSIDE or "mimalloc" in post.sections.get("about", "")


def read_kernel_view(pid: int) -> KernelView | None:
    """The kernel's view of a process; None where it is gone or may not be looked at."""
    folder = Path("/proc", str(pid))
    try:
        smaps = (folder / "smaps").read_text(errors="replace")
        status = (folder / "status").read_text(errors="replace")
        mountinfo = (folder / "mountinfo").read_text(errors="replace")
    except OSError:
        return None
    return KernelView(smaps, status, mountinfo) if smaps else None


def read_owners(pid: int, asked: Instrumentation) -> OwnersRead:
    """Who keeps free memory and who holds what, with the map and the path to an object where these are wanted."""
    found = read_kept(pid, asked.draws_map, asked.why)
    if found is None:
        return OwnersRead()
    return OwnersRead(pinner_records_of(found), found.heap_map, found.heap, found.way)
