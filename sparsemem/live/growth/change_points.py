"""A series cut where its course changes: into the straight pieces that explain it best for their number."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sparsemem.errors import InputError
from sparsemem.live.growth.measured_series import Values, noise_of

_LEAST_PIECE = 4
"""Points of a piece: a line through fewer fits chance."""
_MOST_POINTS = 120
"""That the search is over; longer series are looked at in medians of equal groups."""
_PENALTY = 12.0
"""Times the variance of the noise and the logarithm of the length: what a further piece must explain. Three numbers
more a piece are 3 of these by Schwarz's criterion; noise that is no white one asks for more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The points `start` to `stop`, without it, along a line."""

    start: int
    stop: int
    first: float
    """The value of the line at the first point."""
    last: float
    """At the last one."""

    @property
    def points(self) -> int:
        """How many."""
        return self.stop - self.start

    @property
    def slope(self) -> float:
        """Of the line, a point."""
        return (self.last - self.first) / max(self.points - 1, 1)


def cut(values: Values) -> list[Piece]:
    """The pieces in their order, at least one. Raises InputError where ruptures is not installed."""
    group = -(-len(values) // _MOST_POINTS)
    # The lower median, which is one of the values: a mean of two levels is neither.
    middles = [np.sort(values[at : at + group]) for at in range(0, len(values), group)]
    thinned = np.array([middle[(len(middle) - 1) // 2] for middle in middles])
    ends = [_moved(values, end * group, group) for end in _change_points(thinned)]
    starts = [0, *ends[:-1]]
    return [_piece(values, start, stop) for start, stop in zip(starts, ends, strict=True)]


def _moved(values: Values, end: int, group: int) -> int:
    """Within the group that an end was found in: to where the series moves by the most from one point to the next."""
    if end >= len(values) or group == 1:
        return min(end, len(values))
    first = max(end - group, 1)
    return first + int(np.argmax(np.abs(np.diff(values[first - 1 : end + group]))))


def _change_points(values: Values) -> list[int]:
    """The ends of the pieces, the last being the length: by PELT (Killick and others 2012), which is exact."""
    if len(values) < 2 * _LEAST_PIECE:
        return [len(values)]
    try:
        from ruptures import Pelt
    except ImportError:
        raise InputError("growth patterns need the extra sparsemem[watch]: pip install 'sparsemem[watch]'") from None
    scale = float(np.ptp(values)) or 1.0
    noise = max(noise_of(values) / scale, 1e-4)
    search = Pelt(custom_cost=line_cost(), min_size=_LEAST_PIECE, jump=1).fit(values / scale)
    return [int(end) for end in search.predict(pen=_PENALTY * noise**2 * np.log(len(values)))]


def line_cost() -> Any:
    """The squared distance of a piece from its own line, in constant time by running sums."""
    from ruptures.base import BaseCost

    class LineCost(BaseCost):  # type: ignore[misc]  # (ruptures has no types)
        model, min_size = "line", 2

        def fit(self, signal: Values) -> "LineCost":
            self.signal = signal
            y, x = np.ravel(signal), np.arange(len(signal), dtype=float)
            columns = np.stack([y, y * y, x * y])
            self._sums = np.concatenate([np.zeros((3, 1)), np.cumsum(columns, axis=1)], axis=1).T.tolist()
            return self

        def error(self, start: int, end: int) -> float:
            (y0, yy0, xy0), (y1, yy1, xy1) = self._sums[start], self._sums[end]
            count = end - start
            y, yy = y1 - y0, yy1 - yy0
            middle = (start + end - 1) / 2
            xy = xy1 - xy0 - middle * y
            xx = count * (count * count - 1) / 12
            return float(max(yy - y * y / count - (xy * xy / xx if xx else 0.0), 0.0))

    return LineCost()


def _piece(values: Values, start: int, stop: int) -> Piece:
    """With the line by least squares."""
    part = values[start:stop]
    x = np.arange(len(part)) - (len(part) - 1) / 2
    slope = float(x @ part / (x @ x)) if len(part) > 1 else 0.0
    half = slope * (len(part) - 1) / 2
    return Piece(start, stop, float(part.mean()) - half, float(part.mean()) + half)
