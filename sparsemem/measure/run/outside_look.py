"""What one look from outside found."""

from dataclasses import dataclass

from sparsemem.model import Moment, Sharing


@dataclass(frozen=True, slots=True)
class OutsideLook:
    """What one look found; `seconds` since the start of the run, when it began."""

    pid: int
    seconds: float
    moment: Moment
    sharing: Sharing
    marks: tuple[int, int] | None = None
    """How far the record of a profiler was before and after it, in bytes; None where there is none."""
