"""What a review of source text comes to."""

from dataclasses import dataclass

from sparsemem.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and the reason in one sentence."""

    path: str
    reason: str


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
