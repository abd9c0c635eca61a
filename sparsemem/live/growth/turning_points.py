"""Where a series turns: its highs and lows in alternation, and whether they make a saw-tooth."""

from dataclasses import dataclass

import numpy as np

from sparsemem.live.growth.growing_tail import slope_of
from sparsemem.live.growth.level_changes import are_alike
from sparsemem.live.growth.measured_series import Values, noise_of

_NOISE, _SHARE = 12.0, 0.12
"""A turn is worth more than so many times the noise, and than this share of all that the series moves by."""
_LEAST_TEETH = 3
_PAIRS = 0.85
"""Of all pairs of lows, and of highs, that the later must be the higher in, for both to rise."""
_FEW, _SHARE_OF_FEW, _SHARE_OF_MANY = 5, 0.5, 0.2
"""Up to so many lows must rise by half the height of a tooth, as chance orders them often; more by a fifth."""


@dataclass(frozen=True, slots=True)
class Teeth:
    """A saw-tooth: the points of its lows, the median height of its drops, and how far its lows rise in all."""

    lows: tuple[int, ...]
    period: float
    """Points from a low to the next, median."""
    height: float
    low_rise: float
    """0 where they do not rise for certain."""


def find_teeth(values: Values) -> Teeth | None:
    """None where it drops fewer than three times, or by heights, or at times, that are not alike."""
    return _teeth_of(values, values)


def find_climbing_teeth(values: Values) -> Teeth | None:
    """Those of a series that climbs by so much that they are low beside it: found on the line through all points.
    None where their lows do not rise for certain, or are few: so far steps to a plateau look the same."""
    teeth = _teeth_of(values - slope_of(values).each * np.arange(len(values)), values)
    return teeth if teeth is not None and teeth.low_rise and len(teeth.lows) >= _FEW else None


def _teeth_of(shape: Values, values: Values) -> Teeth | None:
    """By where the shape turns, and how far the values rise there."""
    highs, lows = turns(shape)
    drops = [float(shape[high] - shape[low]) for high, low in zip(highs, lows, strict=False)]
    if len(drops) < _LEAST_TEETH or not are_alike(drops, 0.5):
        return None
    distances = [float(distance) for distance in np.diff(lows)]
    if not are_alike(distances, 0.6):
        return None
    height = float(np.median(drops))
    return Teeth(tuple(lows), float(np.median(distances)), height, _rise(values, highs, lows, height))


def turns(values: Values) -> tuple[list[int], list[int]]:
    """Highs, and the low after each, in the order of time: a turn counts when the series has gone back by enough.

    A last high whose low is not reached is left out.
    """
    least = max(_NOISE * noise_of(values), _SHARE * float(np.subtract(*np.percentile(values, [99, 1]))))
    highs: list[int] = []
    lows: list[int] = []
    top = bottom = 0
    rising = True
    for at, value in enumerate(values):
        if rising:
            top = at if value > values[top] else top
            if values[top] - value > least:
                highs.append(top)
                rising, bottom = False, at
        else:
            bottom = at if value < values[bottom] else bottom
            if value - values[bottom] > least:
                lows.append(bottom)
                rising, top = True, at
    if not rising:
        lows.append(bottom)
    return highs, lows


def _rise(values: Values, highs: list[int], lows: list[int], height: float) -> float:
    """Of the lows, over all points; 0 unless it is certain, the highs rise too, and it goes on in the second half."""
    places, levels = np.array(lows, float), values[lows]
    slope, steady = _median_slope(places, levels)
    above, high_steady = _median_slope(np.array(highs, float), values[highs])
    rise = slope * len(values)
    rest = levels - slope * places
    spread = float(np.median(np.abs(rest - np.median(rest))))
    share = _SHARE_OF_FEW if len(lows) <= _FEW else _SHARE_OF_MANY
    if min(steady, high_steady) < _PAIRS or rise < max(6 * noise_of(values), 5 * spread, share * height):
        return 0.0
    later = len(lows) // 2 - (len(lows) == _LEAST_TEETH)
    late, _ = _median_slope(places[later:], levels[later:])
    goes_on = late > 0.5 * slope and late * len(values) / 2 > 2 * spread
    return rise if goes_on and above > 0.4 * slope else 0.0


def _median_slope(places: Values, levels: Values) -> tuple[float, float]:
    """The median of the slopes between all pairs (Theil and Sen), and the share of pairs that rise."""
    left, right = np.triu_indices(len(places), 1)
    slopes = (levels[right] - levels[left]) / (places[right] - places[left])
    return float(np.median(slopes)), float(np.mean(slopes > 0))
