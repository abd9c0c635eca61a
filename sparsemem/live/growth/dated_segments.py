"""The stretches of a series, each with a name and its times: what happened when."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sparsemem.live.growth.change_points import Piece
from sparsemem.live.growth.level_changes import find_jumps
from sparsemem.live.growth.measured_series import Series, noise_of, reach_of
from sparsemem.live.growth.named_pattern import Pattern

Kind = Literal["level", "rise", "fall", "step up", "step down", "teeth"]
_NOISE, _SHARE = 4.0, 0.03
"""A piece rises or falls by more than so many times the noise, and than this share of all the movement."""


@dataclass(frozen=True, slots=True)
class Segment:
    """From the point `start` to `stop`, without it; a step is at one point. `change` is in the unit of the series."""

    kind: Kind
    start: int
    stop: int
    change: float


def segments_of(series: Series, pattern: Pattern) -> list[Segment]:
    """In the order of time; pieces that go the same way without a step between them are one."""
    if pattern.teeth is not None:
        change = float(series.values[-1] - series.values[0])
        return [Segment("teeth", 0, len(series.values), change)]
    if not pattern.pieces:
        return []
    least = max(_NOISE * noise_of(series.values), _SHARE * reach_of(series.values))
    steps = {jump.at: jump.size for jump in find_jumps(series.values, list(pattern.pieces))}
    found = [_segment(pattern.pieces[0], least)]
    for _, piece in pairwise(pattern.pieces):
        following, size = _segment(piece, least), steps.get(piece.start)
        if size is not None:
            found.append(Segment("step up" if size > 0 else "step down", piece.start, piece.start + 1, size))
        if size is None and found[-1].kind == following.kind:
            last = found.pop()
            following = Segment(last.kind, last.start, following.stop, _between(series, last.start, following.stop))
        found.append(following)
    return found


def _segment(piece: Piece, least: float) -> Segment:
    change = piece.last - piece.first
    kind: Kind = "level" if abs(change) <= least else "rise" if change > 0 else "fall"
    return Segment(kind, piece.start, piece.stop, change)


def _between(series: Series, start: int, stop: int) -> float:
    return float(series.values[stop - 1] - series.values[start])
