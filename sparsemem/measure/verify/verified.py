"""What a verification has found."""

from dataclasses import dataclass, field, replace

from sparsemem.measure.sweep.paired_sweep import MeasuredPair
from sparsemem.model import Change, Use


@dataclass(slots=True)
class Verified:
    """What came of it."""

    uses: dict[Change, Use] = field(default_factory=dict)
    skip: list[Change] = field(default_factory=list)
    """The changes that were taken back."""
    pair: MeasuredPair | None = None
    """The last comparison; None where nothing was left to compare."""

    def take_back(self, change: Change, reason: str) -> None:
        """It is not made, and this is why."""
        self.uses[change] = replace(self.uses[change], rolled_back=reason)
        self.skip.append(change)
