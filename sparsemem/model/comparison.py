"""Two programs side by side: whether they put out the same, and what the second one saves."""

from dataclasses import dataclass

from sparsemem.model.shown import Shown


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the outputs of the two programs first differ at one scale."""

    scale: int
    what: str
    """`standard output`, `exit status`, or the name of a file."""
    first_difference: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the programs: medians of the repeats at each scale, in bytes and seconds; None where unknown."""

    peak_rss_bytes: tuple[int | None, ...]
    end_rss_bytes: tuple[int | None, ...]
    live_peak_bytes: tuple[int | None, ...]
    gap_end_bytes: tuple[int | None, ...]
    wall_seconds: tuple[float | None, ...]
    live_end_bytes: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratios:
    """After divided by before at the largest scale that both completed; None where one is unknown or nothing."""

    peak_rss: float | None
    end_rss: float | None
    live_peak: float | None
    gap_end: float | None
    wall: float | None


Spread = tuple[float, float]
"""The least and the largest."""


@dataclass(frozen=True, slots=True)
class Spreads:
    """By how much each ratio scatters between the repeats; None where fewer than two repeats tell."""

    peak_rss: Spread | None
    end_rss: Spread | None
    live_peak: Spread | None
    gap_end: Spread | None
    wall: Spread | None


@dataclass(frozen=True, slots=True)
class Regression:
    """A quantity that went over its bound at the largest scale that both completed, in bytes."""

    quantity: str
    scale: int
    before_bytes: int
    after_bytes: int
    most_bytes: int
    """What would have been accepted."""


@dataclass(frozen=True, slots=True)
class Comparison(Shown):
    """What `compare --json` saves. `same_output` is None where none was compared: saved scans hold no output."""

    same_output: bool | None
    differences: tuple[Difference, ...]
    scales: tuple[int, ...]
    before: Side
    after: Side
    ratios: Ratios
    gone: tuple[str, ...]
    """Codes of the loud findings that only the first program has."""
    new: tuple[str, ...]
    """Codes of the loud findings that only the second program has."""
    still: tuple[str, ...]
    """Codes of the loud findings that both have."""
    spreads: Spreads
    regressions: tuple[Regression, ...] | None = None
    """What is over its bound; None where there was no bound to keep."""
    unjudged: tuple[str, ...] = ()
    """What has a bound and could not be held against it, because it is known of the first program alone."""

    FORMAT = "sparsemem.compare"
    VERSION = 1
