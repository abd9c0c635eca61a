"""Whether a series still grows at its end, and does not just settle."""

from dataclasses import dataclass

import numpy as np

from sparsemem.live.growth.measured_series import LEAST_POINTS, Values, reach_of

_CERTAIN = 6.0
"""Standard errors that a slope must be from nothing."""
_SETTLING, _SETTLING_LATE, _EVEN = 0.6, 0.72, 0.8
"""Of the slope before: below the first it settles, and below the second where the beginning was far steeper; above
the third it is a line, however slow."""
_FAR_STEEPER = 2.5
_STEP = 10.0
"""Median deviations of what a point adds, by which one stands out of them."""
_SHARE = 0.04
"""Of all that the series moves by, that the end must grow by, unless it is a line for certain."""
LEAST_SHARE = 0.001
"""Of the level: growth below it over all the time that was watched is not told."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Of a line through points, a point, and its standard error."""

    each: float
    error: float

    @property
    def is_certain(self) -> bool:
        """Whether it rises."""
        return self.each > _CERTAIN * self.error


def slope_of(values: Values) -> Slope:
    """By least squares; the error allows for noise that remembers its last value (first-order autoregression, whose
    effective number of points is that of white noise times (1 - r) / (1 + r))."""
    count = len(values)
    x = np.arange(count) - (count - 1) / 2
    each = float(x @ values / (x @ x))
    rest = values - values.mean() - each * x
    square = float(rest @ rest)
    memory = min(max(float(rest[1:] @ rest[:-1]) / square, 0.0), 0.95) if square > 0 else 0.0
    longer = (1 + memory) / (1 - memory)
    return Slope(each, float(np.sqrt(square * longer / max(count - 2, 1) / (x @ x))))


def without_steps(values: Values) -> Values:
    """The same, but what goes up at once goes up as it does in between.

    Tables of several kinds are made anew at times of their own, and hide the slope behind them.
    """
    each = np.diff(values)
    usual = float(np.median(each))
    spread = float(np.median(np.abs(each - usual)))
    is_step = each > usual + _STEP * spread
    rest: Values = values[0] + np.concatenate([[0.0], np.cumsum(np.where(is_step, usual, each))])
    return rest


def still_grows(values: Values, begin: int) -> Slope | None:
    """The slope at the end, where the points from `begin` on rise for certain and as fast as before; else None."""
    tail = values[begin:]
    if len(tail) < max(LEAST_POINTS, len(values) // 10):
        return None
    middle = len(tail) // 2
    before, after = slope_of(tail[:middle]), slope_of(tail[middle:])
    rise = after.each * len(tail)
    # Few points of noise that remembers can look like a line; all of the tail does not.
    if not (after.is_certain and slope_of(tail).is_certain) or rise < LEAST_SHARE * float(np.median(np.abs(values))):
        return None
    steep = slope_of(values[: max(begin // 2, LEAST_POINTS)]).each > _FAR_STEEPER * after.each
    if before.each > 0 and after.each < (_SETTLING_LATE if steep else _SETTLING) * before.each:
        return None
    even = after.each >= _EVEN * before.each and after.error < 0.1 * after.each
    return after if even or rise > _SHARE * reach_of(values) else None
