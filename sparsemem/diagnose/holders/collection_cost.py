"""What a collection by hand brings and costs a program."""

from dataclasses import dataclass
from statistics import median

from sparsemem.model import Collections, Garbage, Heap, Sweep
from sparsemem.units import format_pause, format_size

SECONDS_A_MILLION = 0.2, 0.6
"""Of objects that the collector knows: full collections of CPython 3.11 to 3.15 over small and large objects."""


@dataclass(frozen=True, slots=True)
class CollectionCost:
    """One `gc.collect()`; what is not known of it is None."""

    bytes: int
    """That it frees."""
    seconds: float | None = None
    """For which it stopped this program, when we had it made."""
    objects: int | None = None
    """All that the collector knows, dead or alive, and looks at each time."""

    @property
    def text(self) -> str:
        """What it brings and costs, as the end of a sentence that says "one call"."""
        brings = f"brings {format_size(self.bytes)}"
        if self.seconds is not None:
            return f"{brings}, and took {format_pause(self.seconds)} after the program's end"
        low, high = SECONDS_A_MILLION
        rate = f"{low} to {high} s for each million objects that the collector knows"
        if self.objects is None:
            return f"{brings}, and stops the program for {rate}"
        least, most = (self.objects / 1e6 * one for one in (low, high))
        return (
            f"{brings}, and stops the program for about {format_pause(least)} to {format_pause(most)}: {rate}, "
            f"and it knows {self.objects:,}"
        )


def cost_in_scan(sweep: Sweep, heap: Heap | None, size: int) -> CollectionCost:
    """As it was measured at the largest scale; of a process that was already running by the objects in its heap."""
    scales = sweep.completed_scales
    runs = sweep.completed(scales[-1]) if scales else []
    seconds = [run.collection_seconds for run in runs if run.collection_seconds is not None]
    return CollectionCost(size, median(seconds) if seconds else None, heap.known_objects if heap else None)


def largest_collection(sweep: Sweep) -> Collections | None:
    """What is known of the collection that freed the most at the largest scale."""
    scales = sweep.completed_scales
    counted = [run.collections for run in (sweep.completed(scales[-1]) if scales else []) if run.collections]
    return max(counted, key=lambda one: one.most_objects, default=None)


def tell_taken(collections: Collections | None) -> str:
    """How long the one that freed the most took, as a part of a sentence; nothing where that is not known."""
    if collections is None or not collections.took_high_seconds:
        return ""
    high = format_pause(collections.took_high_seconds)
    if not collections.took_low_seconds:
        return f", and took less than {high}"
    return f", and took {format_pause(collections.took_low_seconds)} to {high}"


def cost_in_worker(garbage: Garbage) -> CollectionCost:
    """By the objects in a worker's heap."""
    return CollectionCost(garbage.bytes, None, garbage.known_objects)
