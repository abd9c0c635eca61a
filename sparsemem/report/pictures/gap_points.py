"""What the picture of the gap shows: points, forecast, fits and limit, and how high it is."""

from dataclasses import dataclass, field

_LIMIT_SHARE = 2.0
"""A limit further up than so many times the rest is told in words: it would press the rest to the ground."""

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class GapPoint:
    """What is known at one scale or time: bytes, each part inside the next."""

    x: float
    name: str
    live_bytes: int
    anonymous_bytes: int
    rss_bytes: int


@dataclass(frozen=True, slots=True)
class Band:
    """A forecast at one scale, in bytes."""

    x: float
    name: str
    peak_bytes: int
    low_bytes: int
    high_bytes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """All that the picture shows."""

    points: tuple[GapPoint, ...]
    """At least two."""
    bands: tuple[Band, ...] = ()
    """Beyond the points, ascending."""
    peak: tuple[float, int] | None = None
    """The last measured peak, where the forecast begins."""
    rss_fit: Points = ()
    live_fit: Points = ()
    held_fit: Points = ()
    """Live heap and gap together: what files and shared memory stand on."""
    limit_bytes: int | None = None
    title: str = field(default="Live heap and RSS")


def shows_limit(gap: Gap) -> bool:
    """Whether the limit is near enough to be in the picture."""
    return gap.limit_bytes is not None and gap.limit_bytes <= _LIMIT_SHARE * _highest_known(gap)


def _highest_known(gap: Gap) -> float:
    tops = [point.rss_bytes for point in gap.points] + [band.high_bytes for band in gap.bands]
    return max(*tops, gap.peak[1] if gap.peak else 0)


def highest(gap: Gap) -> float:
    known = _highest_known(gap)
    return 1.06 * max(known, gap.limit_bytes or 0 if shows_limit(gap) else 0)
