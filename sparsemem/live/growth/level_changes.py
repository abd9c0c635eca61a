"""Jumps from one level to another, between the straight pieces of a series."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sparsemem.live.growth.change_points import Piece
from sparsemem.live.growth.measured_series import Values, noise_of, reach_of

_NOISE, _LONG_NOISE, _SHARE = 6.0, 4.0, 0.03
"""A jump is higher than so many times the noise, than fewer between two long pieces, and than this share of all that
the series moves by."""
_LONG = 10
_LEAST_SETTLING, _SETTLES, _FURTHER = 4, 0.85, 1.3
"""Jumps that tell that they become smaller, and how much smaller at least; what may come after them, of the sum of
the geometric series that they begin."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Between the points `at` - 1 and `at`, by `size`, in the unit of the series; less than nothing for one down."""

    at: int
    size: float


def find_jumps(values: Values, pieces: list[Piece]) -> list[Jump]:
    """Those that stand out of the noise, in their order."""
    noise, least = noise_of(values), _SHARE * reach_of(values)
    found = []
    for left, right in pairwise(pieces):
        jump = Jump(right.start, right.first - left.last - _slope(left, right))
        times = _LONG_NOISE if min(left.points, right.points) >= _LONG else _NOISE
        if abs(jump.size) > max(least, times * noise) and _is_sudden(values, jump):
            found.append(jump)
    return found


def _slope(left: Piece, right: Piece) -> float:
    """What the course of the longer piece alone goes on by from one point to the next."""
    return max(left, right, key=lambda piece: piece.points).slope


def _is_sudden(values: Values, jump: Jump) -> bool:
    """Whether most of it lies between three points: a curve that is cut into pieces has no jump."""
    near = values[max(jump.at - 2, 0) : jump.at + 2]
    return bool(np.ptp(near) > 0.5 * abs(jump.size))


def are_alike(sizes: list[float], most: float = 0.4) -> bool:
    """Whether they are about the same: their standard deviation is at most that share of their mean."""
    mean = float(np.mean(sizes))
    return mean > 0 and float(np.std(sizes)) <= most * mean


def settle(values: Values, jumps: list[Jump]) -> bool:
    """Whether jumps up become smaller from each to the next, and what comes after the last is no more than further
    ones that become smaller likewise."""
    sizes = [jump.size for jump in jumps]
    if len(jumps) < _LEAST_SETTLING or min(sizes) <= 0:
        return False
    ratios = [later / earlier for earlier, later in pairwise(sizes)]
    ratio = float(np.median(ratios))
    if max(ratios) >= 1.0 or ratio > _SETTLES:
        return False
    after = values[jumps[-1].at :]
    edge = max(len(after) // 5, 1)
    rise = float(np.median(after[-edge:]) - np.median(after[:edge]))
    return rise <= _FURTHER * sizes[-1] * ratio / (1 - ratio)


def doubling_run(values: Values, jumps: list[Jump]) -> list[Jump]:
    """The longest run of jumps up at the end that double from each to the next, and come at distances that double.

    Two are enough where all that came before them looks the same: as high as the first jump, and as long.
    """
    up = [jump for jump in jumps if jump.size > 0]
    run = up[-1:]
    for earlier, later in reversed(list(pairwise(up))):
        if not 1.5 <= later.size / earlier.size <= 5.0:
            break
        run.insert(0, earlier)
    if len(run) == 2:
        return run if _is_third(values, run) else []
    return run if len(run) > 2 and all(1.3 <= ratio <= 6.0 for ratio in _ratios(run)) else []


def _is_third(values: Values, run: list[Jump]) -> bool:
    """Whether what lies before the first of two jumps is what a table that began empty leaves there."""
    first, second = run
    rise = float(np.median(values[max(first.at - 5, 0) : first.at]) - np.median(values[:3]))
    return (
        1.6 <= second.size / first.size <= 2.8
        and 1.7 <= second.at / first.at <= 2.4
        and 0.5 <= rise / first.size <= 1.6
    )


def _ratios(run: list[Jump]) -> Iterator[float]:
    """Of distances between jumps: a table grows to twice its size, a set of up to 50,000 entries to four times
    (Objects/setobject.c of CPython)."""
    distances = [later.at - earlier.at for earlier, later in pairwise(run)]
    return (later / earlier for earlier, later in pairwise(distances))
