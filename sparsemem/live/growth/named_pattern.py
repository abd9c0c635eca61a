"""What the course of a series is: one name of a few."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sparsemem.live.growth.change_points import Piece, cut
from sparsemem.live.growth.growing_tail import LEAST_SHARE, slope_of, still_grows, without_steps
from sparsemem.live.growth.level_changes import Jump, are_alike, doubling_run, find_jumps, settle
from sparsemem.live.growth.measured_series import LEAST_POINTS, Series, Values, noise_of
from sparsemem.live.growth.repeated_rise import find_repeated_rise
from sparsemem.live.growth.turning_points import Teeth, find_climbing_teeth, find_teeth

Name = Literal[
    "steady",
    "warm-up",
    "linear growth",
    "doubling steps",
    "step-down",
    "saw-tooth",
    "spike",
    "periodic growth",
    "open",
]
GROWING: frozenset[Name] = frozenset({"linear growth", "doubling steps", "periodic growth"})
"""Those that have no end of themselves; all others are innocent, or nobody knows yet."""
_LEAST_STEPS, _STAYS = 4, 0.5
"""Of what equal steps go up by, what is there at the end; less where the level sinks between them."""
_LEVELS, _OUT = 6.0, 12.0
"""Times the noise, by which medians of neighbours, and single values, differ where nothing happens."""
_CHANCE = 2.0
"""Standard errors that a slope may be away from the true one."""
_BACK = 0.3
"""Of the height of a spike that may be left of it, at most."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The name, and what it rests on: points are indices into the series."""

    name: Name
    pieces: tuple[Piece, ...] = ()
    jumps: tuple[Jump, ...] = ()
    """Those that make the name, where jumps do."""
    teeth: Teeth | None = None
    begin: int = 0
    """Where the growth that lasts to the end begins, or where the plateau does."""
    each: float | None = None
    """What it grows by at its end, a point; None where it does not, or only in steps that double."""
    period: float | None = None
    """Points from a rise to the next, where a rise that comes again makes the name."""


def name_pattern(series: Series) -> Pattern:
    """The pattern of a series; `open` where there are too few points, or it is none that has a name.

    Raises InputError where ruptures is not installed.
    """
    if not series.is_long_enough:
        return Pattern("open")
    values = series.values
    teeth = find_teeth(values)
    if teeth is not None:
        return _of_teeth(teeth, len(values))
    pieces = cut(values)
    jumps = find_jumps(values, pieces)
    begin = _end_of_rise(values, jumps)
    teeth = find_teeth(values[begin:]) if begin else None
    if teeth is not None:
        later = replace(teeth, lows=tuple(low + begin for low in teeth.lows))
        return replace(_of_teeth(later, len(values) - begin), pieces=tuple(pieces), begin=begin)
    return _of_pieces(values, pieces, jumps)


def _of_teeth(teeth: Teeth, points: int) -> Pattern:
    each = teeth.low_rise / points
    return Pattern("periodic growth" if each else "saw-tooth", teeth=teeth, each=each or None)


def _end_of_rise(values: Values, jumps: list[Jump]) -> int:
    """Where the last step up ends that is higher than all else, so that it hides a saw-tooth behind it; 0 without."""
    high = [jump.at for jump in jumps if jump.size > 0.5 * float(np.ptp(values))]
    return high[-1] if high and len(values) - high[-1] >= LEAST_POINTS else 0


def _of_pieces(values: Values, pieces: list[Piece], jumps: list[Jump]) -> Pattern:
    told = tuple(pieces)
    doubling = doubling_run(values, jumps)
    if doubling:
        return Pattern("doubling steps", told, tuple(doubling), begin=doubling[0].at)
    if settle(values, jumps):
        return _innocent(values, told, jumps)
    if _is_staircase(values, jumps):
        places = [jump.at for jump in jumps]
        each = float(np.mean([jump.size for jump in jumps])) / float(np.mean(np.diff(places)))
        return Pattern("periodic growth", told, tuple(jumps), begin=places[0], each=each)
    again = find_repeated_rise(values)
    if again is not None:
        return Pattern("periodic growth", told, begin=again.begin, each=again.each, period=again.period)
    if _climbs_back(values, jumps):
        return _that_ends(values, told, jumps)
    begin = _begin_of_growth(values, pieces, jumps)
    if begin is not None:
        last = max(begin, jumps[-1].at if jumps else 0)
        return Pattern("linear growth", told, begin=begin, each=slope_of(values[last:]).each)
    between = still_grows(without_steps(values), len(values) // 2)
    if between is not None:
        return Pattern("linear growth", told, begin=len(values) // 2, each=between.each)
    return _that_ends(values, told, jumps)


def _is_staircase(values: Values, jumps: list[Jump]) -> bool:
    """Whether it goes up, and never down, by about as much every time, about as often, to the end, and stays."""
    if len(jumps) < _LEAST_STEPS or min(jump.size for jump in jumps) <= 0:
        return False
    places = [jump.at for jump in jumps]
    distances = [float(distance) for distance in np.diff(places)]
    goes_on = len(values) - places[-1] < 2.5 * float(np.mean(distances))
    sizes = [jump.size for jump in jumps]
    stayed = float(np.median(values[places[-1] :]) - np.median(values[max(places[0] - 5, 0) : places[0]]))
    return goes_on and are_alike(sizes) and are_alike(distances) and stayed > _STAYS * sum(sizes)


def _climbs_back(values: Values, jumps: list[Jump]) -> bool:
    """Whether it has fallen, and is not yet as high as before: of a saw-tooth with few teeth no more is seen."""
    if not jumps or jumps[-1].size > 0 or len(values) - jumps[-1].at < 2:
        return False
    return _high(values[jumps[-1].at :]) <= _high(values[: jumps[-1].at])


def _begin_of_growth(values: Values, pieces: list[Piece], jumps: list[Jump]) -> int | None:
    """Where the line begins that leads to the end; None where nothing grows there. A step up on its way, as of a
    table that is made anew, is no end of it."""
    after_jump = jumps[-1].at if jumps else 0
    after_fall = max((jump.at for jump in jumps if jump.size < 0), default=0)
    for begin in (max(after_jump, len(values) // 2), max(after_jump, pieces[-1].start)):
        tail = still_grows(values, begin)
        if tail is not None:
            early = [piece.start for piece in pieces if piece.slope > 0.5 * tail.each and piece.start >= after_fall]
            return _first_of_last_run(pieces, early, begin)
    return None


def _first_of_last_run(pieces: list[Piece], rising: list[int], begin: int) -> int:
    """The start of the earliest piece from which on all pieces rise about as fast."""
    found = begin
    for piece in reversed(pieces):
        if piece.start not in rising:
            break
        found = min(found, piece.start)
    return found


def _that_ends(values: Values, pieces: tuple[Piece, ...], jumps: list[Jump]) -> Pattern:
    """What does not grow at its end, as far as pieces tell: teeth that are low beside their climb hide it."""
    climbing = find_climbing_teeth(values)
    if climbing is not None:
        return replace(_of_teeth(climbing, len(values)), pieces=pieces)
    return _innocent(values, pieces, jumps)


def _innocent(values: Values, pieces: tuple[Piece, ...], jumps: list[Jump]) -> Pattern:
    noise, edge = noise_of(values), max(len(values) // 20, 3)
    levels = _medians(values, edge)
    first, last = levels[0], levels[-1]
    top, bottom = _high(values), min(levels)
    if _is_steady(values, levels, noise):
        return Pattern("steady", pieces)
    height = top - max(first, last)
    if height > 0.5 * (top - bottom) and height > 5 * noise and abs(last - first) <= _BACK * height:
        return Pattern("spike", pieces, tuple(jumps), begin=int(np.argmax(values)))
    if last < first and not [jump for jump in jumps if jump.size > 0]:
        return Pattern("step-down", pieces, tuple(jump for jump in jumps if jump.size < 0))
    if last > first and last > top - 0.3 * (top - bottom) and _is_slower(values):
        return Pattern("warm-up", pieces, begin=_begin_of_plateau(values, first, last))
    return Pattern("open", pieces, tuple(jumps))


def _is_slower(values: Values) -> bool:
    """Whether the second half rises by less than all of it, by more than chance: else it may be a line in noise."""
    late = slope_of(values[len(values) // 2 :])
    return late.each + _CHANCE * late.error < slope_of(values).each


def _medians(values: Values, points: int) -> list[float]:
    """Of groups of so many points, one after the other; the last is whole."""
    starts = [*range(0, len(values) - points, points), len(values) - points]
    return [float(np.median(values[at : at + points])) for at in starts]


def _is_steady(values: Values, levels: list[float], noise: float) -> bool:
    """Whether neither the level moves by more than the noise does, nor anything stands out of it."""
    least = LEAST_SHARE * abs(levels[-1])
    moved, out = max(levels) - min(levels), max(_high(values) - levels[-1], levels[-1] - float(values.min()))
    return moved <= max(_LEVELS * noise, least) and out <= max(_OUT * noise, least)


def _high(values: Values) -> float:
    """The third highest: a spike may be short, and a single value is nothing."""
    return float(np.partition(values, -2)[-2])


def _begin_of_plateau(values: Values, first: float, last: float) -> int:
    """The first point at which 95 % of the rise are reached."""
    return int(np.argmax(values >= first + 0.95 * (last - first)))
