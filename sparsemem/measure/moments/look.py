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
    garbage: Garbage | None = None
    """What waits for the collector; None where that could not be told."""
    can_come_back: bool = False
    """Whether a collection that is due may leave some of it."""


@dataclass(frozen=True, slots=True)
class Look:
    """A posted moment: what the process said, what was seen of it while it waited, and when (monotonic seconds)."""

    post: Post
    view: KernelView | None
    outside: "Reading | None"
    """The process's memory as it was read from outside, at the moments that are worth the time it takes."""
    owners: OwnersRead | None
    """At `end`, where they were asked for; at the last moment where `end` was not seen."""
    pinning: "tuple[PinningBlocks, ...]"
    """The blocks that keep free memory, at `end` and where their sites are to be found."""
    posted_seconds: float
    answered_seconds: float = 0.0
    left: Garbage | None = None
    """What the collection left, at the last moment where it may have left some."""

    @property
    def garbage(self) -> Garbage | None:
        """What waits for the collector, where the owners were read."""
        return self.owners.garbage if self.owners else None


class Looks:
    """At the moments of one process, in their order."""

    def __init__(self, asked: Instrumentation) -> None:
        """None is taken yet."""
        self._asked = asked
        self._owners: OwnersRead | None = None

    def take(self, pid: int, post: Post, posted_seconds: float, before_owners: Callable[[], None]) -> Look:
        """Look at the waiting process; `before_owners` is called before the part that takes long."""
        view = read_kernel_view(pid)
        outside = read_outside(pid) if is_read_from_outside(post) else None
        is_last = post.moment == MOMENT_NAMES[-1]
        left = read_waiting(pid) if is_last and self._owners and self._owners.can_come_back else None
        owners = None
        if self._asked.reads_owners and (post.moment == "end" or (is_last and self._owners is None)):
            before_owners()
            owners = self._owners = read_owners(pid, self._asked, is_stopped=True)
        pinning = read_what_pins(pid) if self._asked.profiler == "memray" and post.moment == "end" else ()
        return Look(post, view, outside, owners, pinning, posted_seconds, left=left)


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


def read_owners(pid: int, asked: Instrumentation, is_stopped: bool = False) -> OwnersRead:
    """Who keeps free memory and who holds what, with the map and the path to an object where these are wanted;
    `is_stopped` is whether the process waits at a moment of ours."""
    found = read_kept(pid, asked.draws_map, asked.why, is_stopped)
    if found is None:
        return OwnersRead()
    pinners = pinner_records_of(found)
    return OwnersRead(pinners, found.heap_map, found.heap, found.way, found.garbage, found.can_come_back)
