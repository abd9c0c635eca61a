"""Everything that a rule may ask for, in one record for scanned programs and running processes alike."""

from dataclasses import dataclass

from sparsemem.model import AttachedLook, Heap, HeapProfile, Pinner, Prediction, Process, Sweep


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured; None or empty where it was not."""

    sweep: Sweep
    """The runs, with the worker processes of each; of a process that was already running, one run that ends with
    its last look."""
    prediction: Prediction | None = None
    """None where fewer than two scales completed."""
    limit_bytes: int | None = None
    """The memory limit that the program has to keep; None where there is none."""
    pinners: tuple[Pinner, ...] = ()
    """Who keeps free memory of the root process, at the end of the largest scale or at the last look."""
    profile: HeapProfile | None = None
    looks: tuple[AttachedLook, ...] = ()
    """The looks at a process that was already running, in order."""
    heap: Heap | None = None
    """The live heap of the root process at the same moment as the pinners."""
    family: tuple[Process, ...] = ()
    """The process that was already running and its family, where they were looked at: of them the caches alone are
    asked."""

    @property
    def whole_heap(self) -> Heap | None:
        """The live heap where all of it was followed; of one that was sampled, caches, waste and what is lost are not
        known."""
        return self.heap if self.heap is not None and self.heap.sampled is None else None
