"""What came of the settings that were tried."""

from dataclasses import dataclass, field

from sparsemem.errors import SparsememError
from sparsemem.measure.settings.tuning import Tuning
from sparsemem.model import Run


@dataclass(slots=True)
class Tried:
    """What came of one setting."""

    tuning: Tuning
    reason: str | None = None
    """Why it was not tried, or went wrong."""
    runs: list[Run] = field(default_factory=list)
    differs: str | None = None
    """Where its output first differs from that of the program as it is."""
    is_available: bool = True

    def refuse(self, reason: str | None) -> None:
        """Note why it cannot be tried, where there is a reason."""
        self.reason, self.is_available = reason, reason is None


@dataclass(slots=True)
class Trials:
    """What came of all; the first is the program as it is."""

    scale: int
    repeats: int
    tried: list[Tried]
    is_steady: bool | None = None
    """Whether the program as it is puts out the same each time; None where it ran once only."""
    problem: SparsememError | None = None
    interrupted: bool = False

    @property
    def as_is(self) -> Tried:
        """The program as it is."""
        return self.tried[0]

    @property
    def runs(self) -> list[Run]:
        """Those of the program as it is: what a command ends with depends on them alone."""
        return self.as_is.runs
