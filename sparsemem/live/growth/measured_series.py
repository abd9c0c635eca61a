"""Values over time: what a pattern is looked for in."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
LEAST_POINTS = 12
"""Fewer cannot tell a pattern from chance."""


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity of a process; `seconds` since the watch began, ascending, one for each value."""

    name: str
    seconds: Values
    values: Values
    is_bytes: bool = True
    """Whether the values are bytes; else they count something."""
    at_marks: bool = False
    """Whether there is a value for each mark, which are the steps of the work; else samples of equal distance."""

    @property
    def is_long_enough(self) -> bool:
        """Whether a pattern can be told."""
        return len(self.values) >= LEAST_POINTS


def noise_of(values: Values) -> float:
    """The standard deviation of what is left of a series without its trend and its few jumps, in its own unit.

    From differences and from second differences, which a straight line leaves even: their median absolute deviation,
    which rare jumps do not move, over the square root of 2, and of 6 (the variances of y - x, and of x - 2y + z), and
    over 0.6745 (Rousseeuw and Croux 1993, for a normal distribution); the smaller of the two, as curves raise the
    one and frequent jumps the other. What is as even as a counter has no noise.
    """
    if len(values) < LEAST_POINTS:
        return 0.0
    return min(_spread(np.diff(values)) / math.sqrt(2), _spread(np.diff(values, 2)) / math.sqrt(6))


def _spread(values: Values) -> float:
    return float(np.median(np.abs(values - np.median(values)))) / 0.6745


def reach_of(values: Values) -> float:
    """From the lowest to the highest."""
    return float(np.ptp(values))
