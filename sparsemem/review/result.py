"""What the rules found in one file, before it is ranked."""

from dataclasses import dataclass

from sparsemem.model import Finding, Skipped
from sparsemem.review.rule import Likely


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding before it is ranked."""

    finding: Finding
    likely: Likely
    fed_by: tuple[str, ...] = ()
    """Dotted names of the functions whose results it is about."""
    about_size: bool = True
    """Whether it matters only where there is much data."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the review of one file found; `skipped` is set where it could not be read."""

    candidates: tuple[Candidate, ...] = ()
    suppressed: int = 0
    skipped: Skipped | None = None
