"""The curve by which a sweep is continued: a line, or where the points bend upward for certain, a parabola."""

import math
from dataclasses import dataclass
from functools import cached_property

from sparsemem.model.fitted_line import Points, line

_NOISE_SHARE = 0.01
"""Standard deviation of one reading: repeats differ by one to two percent, however well a line fits."""

_T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Two-sided 95 % points of Student's t for 1 to 10 degrees of freedom; above, the normal 1.96 and a little more."""

_FEWEST_TO_BEND = 4
_CERTAIN = 3.0
"""Standard deviations of the noise that a bend has at least."""
_ITS_PART = 1.5
"""A bend is so many times what neither line nor parabola explains. The steps of a table that doubles, seen at 1x to
4x, come to 0.75 at the most."""


@dataclass(frozen=True)
class Curve:
    """Bytes by scale: the coefficients of 1, s and, for a parabola, s squared, through some points."""

    points: Points
    coefficients: tuple[float, ...]

    @property
    def bends(self) -> bool:
        """Whether it is a parabola."""
        return len(self.coefficients) > 2

    def at(self, scale: float) -> float:
        """The bytes expected; where it falls below nothing, nothing."""
        return max(sum(one * scale**power for power, one in enumerate(self.coefficients)), 0.0)

    def margin(self, scale: float) -> float:
        """Half the width of the 95 % prediction interval at a scale, in bytes (Draper and Smith)."""
        basis = _Basis([at for at, _ in self.points])
        terms = zip(basis.at(scale), basis.squares, self.coefficients, strict=False)
        leverage = sum(value**2 / square for value, square, _ in terms)
        return self._deviation * math.sqrt(1 + leverage)

    def reaches(self, size: float) -> float | None:
        """The scale beyond the points at which it has a size; None where it never does."""
        constant, rate, *square = self.coefficients
        if square:
            return (-rate + math.sqrt(rate * rate + 4 * square[0] * (size - constant))) / (2 * square[0])
        return (size - constant) / rate if rate > 0 else None

    @cached_property
    def _deviation(self) -> float:
        """How far one reading may lie from it: as the points show, but never less than readings are known to do."""
        freedom = len(self.points) - len(self.coefficients)
        known = student(10_000) * _noise(self.points)
        if freedom < 1:
            return known
        residual = math.sqrt(sum((size - self.at(at)) ** 2 for at, size in self.points) / freedom)
        # A bend is chosen because it leaves little, and then one degree of freedom is left: t would say nothing.
        return max(known, (student(10_000) if self.bends else student(freedom)) * residual)


class _Basis:
    """The polynomials of degree 0 to 2 that are orthogonal on some scales (Forsythe 1957): with them each part of a
    least-squares fit stands alone."""

    def __init__(self, scales: list[int]) -> None:
        self.middle = sum(scales) / len(scales)
        moved = [at - self.middle for at in scales]
        self.spread = sum(one * one for one in moved) / len(scales)
        self.skew = sum(one**3 for one in moved) / (self.spread * len(scales))
        values = [self.at(at) for at in scales]
        self.squares = [sum(one[power] ** 2 for one in values) for power in range(3)]

    def at(self, scale: float) -> tuple[float, float, float]:
        """Their values."""
        moved = scale - self.middle
        return 1.0, moved, moved * (moved - self.skew) - self.spread

    def powers(self, parts: list[float]) -> tuple[float, float, float]:
        """The coefficients of 1, s and s squared of so much of each."""
        constant, rate, square = parts
        lower = square * (self.middle * (self.middle + self.skew) - self.spread)
        return constant - rate * self.middle + lower, rate - square * (2 * self.middle + self.skew), square


def fit_curve(points: Points) -> Curve:
    """Through two points or more."""
    return Curve(points, _parabola(points) or line(points))


def _parabola(points: Points) -> tuple[float, float, float] | None:
    """By least squares, where the part of the square is certain, larger than what it leaves, and all of it rises."""
    if len(points) < _FEWEST_TO_BEND:
        return None
    basis = _Basis([at for at, _ in points])
    parts = [sum(size * basis.at(at)[power] for at, size in points) / basis.squares[power] for power in range(3)]
    constant, rate, square = basis.powers(parts)
    found = Curve(points, (constant, rate, square))
    bend = parts[2] * math.sqrt(basis.squares[2])
    left = math.sqrt(sum((size - found.at(at)) ** 2 for at, size in points))
    if bend < _CERTAIN * _noise(points) or bend < _ITS_PART * left:
        return None
    return (constant, rate, square) if rate + 2 * square * points[0][0] >= 0 else None


def _noise(points: Points) -> float:
    return _NOISE_SHARE * sum(size for _, size in points) / len(points)


def student(freedom: int) -> float:
    """The two-sided 95 % point of Student's t."""
    return _T95[freedom - 1] if freedom <= len(_T95) else 1.96 + 2.5 / freedom
