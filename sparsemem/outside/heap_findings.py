"""What is asked of a heap that is read from outside, and what is found in it."""

from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.model import Garbage, Heap, HeapMap, HeapStep
from sparsemem.outside.live_heap.earlier_look import EarlierLook
from sparsemem.outside.owners.kept_memory import KeptMemory


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted beside who keeps and who holds."""

    values: bool = False
    """A few of the objects, shortened."""
    draws_map: bool = False
    why: str | None = None
    """The name of an owner, an attribute or a type: why is the largest such object alive?"""
    tell: Callable[[str], None] = lambda step: None
    """Called with each step as it begins: what takes long is seen to go on."""
    is_stopped: bool = False
    """Whether the process waits at its end, at a moment of ours: a collection is due, and garbage keeps nothing."""


@dataclass(frozen=True, slots=True)
class HeapReading:
    """What was found; the map is None where nobody asked for it."""

    kept: KeptMemory
    heap_map: HeapMap | None
    heap: Heap | None = None
    """Estimated where the heap is too large to follow all of it; None where it cannot be followed."""
    way: tuple[HeapStep, ...] | None = None
    """From the root to the object that was asked for; none where there is no such one, None where nobody asked."""
    garbage: Garbage | None = None
    """What waits for the collector; None where that cannot be told."""
    taken: float | None = None
    """When the blocks were read, in seconds of the monotonic clock; None where none were."""
    can_come_back: bool = False
    """Whether a collection that is due may leave some of the garbage."""
    is_whole: bool = True
    """Whether all that was asked for was looked at before the process went away."""
    blocks_beyond: int | None = None
    """How many blocks are alive, where they are too many to keep what each refers to."""


NOTHING_KEPT = KeptMemory(types=(), coverage=None, sampled=0.0, torn_pools=0)
"""Where it is not known what keeps free memory."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Who held what before, to compare with, and to tell where the process ends before the last look."""

    held: EarlierLook
    heap: Heap
    taken: float
    """As in `HeapReading`."""
