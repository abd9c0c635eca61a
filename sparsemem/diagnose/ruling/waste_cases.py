"""What the rules on waste have in common: how much of the live heap would go, and who has it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sparsemem.diagnose.quantities.severity import NOTE_BYTES, NOTE_SHARE
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.model import HeapOwner, Remedy, Severity, Waste
from sparsemem.model.heap_rows import Wasteful
from sparsemem.units import MB, format_share, format_size

LOUD_SHARE, LOUD_BYTES = 0.25, 50 * MB
"""Of the live heap: what is above both is worth a warning."""


@dataclass(frozen=True, slots=True)
class WasteCase:
    """One row of waste, and the live heap that it is a part of."""

    waste: Waste
    owner: HeapOwner | None
    """The row of who has it; None where that is not among the largest."""
    live_bytes: int

    @property
    def severity(self) -> Severity | None:
        """How bad it is; None where it is too little for a word."""
        size = self.waste.bytes
        if size >= LOUD_SHARE * self.live_bytes and size >= LOUD_BYTES:
            return "warning"
        return "note" if size >= NOTE_SHARE * self.live_bytes and size >= NOTE_BYTES else None

    @property
    def who(self) -> str:
        """The owner's name."""
        return self.waste.owner or "an object without a name"

    @property
    def saved(self) -> str:
        """What would go, beside the live heap."""
        return f"{format_size(self.waste.bytes)}, {format_share(self.waste.bytes, self.live_bytes)} of the live heap"

    def conclusion(self, level: Severity, message: str, remedies: tuple[Remedy, ...]) -> Conclusion:
        """The finding on it."""
        if self.waste.every > 1:
            message += f" Worked out from one in {self.waste.every} of these objects."
        evidence = asdict(self.waste) | {"live_bytes": self.live_bytes}
        return Conclusion(level, message, self.waste.bytes, evidence, self.waste.owner, remedies=remedies)


def waste_cases(measured: Measurements, what: Wasteful) -> Iterator[tuple[WasteCase, Severity]]:
    """The rows of one kind that are worth a word, and how bad each is."""
    heap = measured.heap
    if heap is None:
        return
    owners = {one.owner: one for one in heap.owners}
    for waste in heap.waste:
        case = WasteCase(waste, owners.get(waste.owner), heap.live_bytes)
        if waste.what == what and case.severity is not None:
            yield case, case.severity


def is_answered(measured: Measurements) -> bool:
    """Whether the live heap was looked at."""
    return measured.whole_heap is not None
