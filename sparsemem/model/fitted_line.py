"""How a quantity goes with the scale: the line through what was measured, and the power that fits it best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

Points = Sequence[tuple[int, int]]
"""Scale and quantity, ascending, each scale once."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a quantity goes with the scale s: `intercept + slope * s`, and the exponent k of the best `c * s**k`."""

    intercept_bytes: int
    slope_bytes: int
    exponent: float | None


def slope(points: Points) -> float:
    """Bytes per unit of scale: the median slope of all pairs (Theil 1950, Sen 1968), robust to one odd run."""
    return median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2))


def line(points: Points) -> tuple[float, float]:
    """Intercept and slope of the line through the points."""
    rate = slope(points)
    return median(value - rate * scale for scale, value in points), rate


def fit(points: Points) -> Line | None:
    """The line through the points; None for fewer than two."""
    if len(points) < 2:
        return None
    intercept, rate = line(points)
    return Line(round(intercept), round(rate), _exponent(points))


def _exponent(points: Points) -> float | None:
    """The median slope on logarithmic axes; None where a value is not positive."""
    if any(value <= 0 for _, value in points):
        return None
    pairs = combinations(points, 2)
    return round(median(math.log(b[1] / a[1]) / math.log(b[0] / a[0]) for a, b in pairs), 3)
