"""Which counter moves with the memory, and what one more of it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sparsemem.live.growth.level_changes import Jump
from sparsemem.live.growth.measured_series import Series, Values

_LEAST = 0.9
"""Correlation from which on a counter is said to move with a series."""
_FEWEST = 4
"""Points that a line is drawn through."""
_LOADS = {"all": 1.0, "two thirds": 2 / 3, "three fifths": 3 / 5, "seven eighths": 7 / 8, "half": 1 / 2}
"""Of its slots that a hash table fills before it is made anew: of a dict of CPython two thirds (`USABLE_FRACTION` of
Objects/dictobject.c), of a set and of spaCy's string store three fifths (`set_add_entry` of Objects/setobject.c)."""
_HIGHEST = 48
"""Powers of two that are tried."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A counter, how closely it goes along (1 is a line), and bytes for one more of it."""

    counter: str
    correlation: float
    each_bytes: float


@dataclass(frozen=True, slots=True)
class TableSize:
    """Where a table was made anew: at which share of its slots, by word, and at which powers of two."""

    counter: str
    load: str
    powers: tuple[int, ...]
    entries: tuple[float, ...]
    """The counter at each step."""


def tie(series: Series, counters: Sequence[Series], start: int = 0, stop: int | None = None) -> Tie | None:
    """The counter that goes along the most, over all and between these points; None where none does, and grows."""
    part = slice(start, stop)
    found = [one for counter in counters if (one := _tied(series, counter, part)) is not None]
    return max(found, key=lambda one: one.correlation, default=None)


def _tied(series: Series, counter: Series, part: slice) -> Tie | None:
    along = _at(series, counter)
    if along is None or len(along[part]) < _FEWEST or along[part][-1] <= along[part][0]:
        return None
    whole = _correlation(series.values, along)
    here = _correlation(series.values[part], along[part])
    slope = float(np.polyfit(along[part], series.values[part], 1)[0])
    return Tie(counter.name, whole, slope) if min(whole, here) >= _LEAST else None


def table_size(series: Series, jumps: Sequence[Jump], counters: Sequence[Series]) -> TableSize | None:
    """The counter that passes a power of two, or a usual share of it, at each jump; None where none does."""
    for counter in counters:
        along = _at(series, counter)
        for load, share in _LOADS.items() if along is not None else ():
            assert along is not None
            powers = [_power_between(along[max(jump.at - 2, 0)], along[jump.at], share) for jump in jumps]
            known = tuple(power for power in powers if power is not None)
            if len(known) == len(jumps) and len(set(known)) == len(known):
                return TableSize(counter.name, load, known, tuple(float(along[jump.at]) for jump in jumps))
    return None


def _power_between(low: float, high: float, share: float) -> int | None:
    """The only power of two whose share lies between; one point early, as jumps are found to one point."""
    found = [power for power in range(3, _HIGHEST) if low <= share * 2**power <= high]
    return found[0] if len(found) == 1 else None


def _at(series: Series, counter: Series) -> Values | None:
    """The counter at the times of the series: as it was last marked. None where it was not marked by then."""
    if len(counter.values) < 2:
        return None
    places = np.searchsorted(counter.seconds, series.seconds, side="right") - 1
    return counter.values[np.maximum(places, 0)]


def _correlation(left: Values, right: Values) -> float:
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return 0.0
    return float(np.corrcoef(left, right)[0, 1])
