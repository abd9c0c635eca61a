"""What a review comes to: the findings in their order, and the counts of what is not shown."""

from dataclasses import dataclass

from sparsemem.model import Finding
from sparsemem.review.rule import Likely
from sparsemem.source.text import Skipped


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


@dataclass(frozen=True, slots=True)
class Review:
    """What `review --json` saves."""

    findings: tuple[Finding, ...]
    """The largest first: by measured size, or else by likely size."""
    hidden: int
    """Findings that are known to be small."""
    suppressed: int
    """Findings that a comment silences."""
    skipped: tuple[Skipped, ...]

    FORMAT = "sparsemem.review"
    VERSION = 1
