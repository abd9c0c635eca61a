"""The sweep as a small plot: live heap, gap and files over the scales, one on the other, so that the gap widens."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from rich.console import Console, Group, RenderableType
from rich.text import Text

from sparsemem.report.terminal.terminal_blocks import HELD, LIVE, OTHER
from sparsemem.units import format_size

_ROWS, _WIDEST, _NARROWEST = 8, 60, 16
_LABELS = 8
"""Columns of the sizes on the left."""
_EIGHTHS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Point:
    """The end of one scale in bytes, each part on top of the one before."""

    scale: int
    live: float
    anonymous: float
    rss: float


@dataclass(frozen=True, slots=True)
class _Signs:
    """What stands for each part: `parts` of it fill a cell, eighths or a line stand where it fills less."""

    parts: tuple[str, str, str]
    eighths: str
    corner: str
    side: str
    below: str


_COLOURED = _Signs(("█", "█", "█"), _EIGHTHS, "└", "│", "─")
_UNICODE = _Signs(("█", "▒", "░"), _EIGHTHS, "└", "│", "─")
_ASCII = _Signs(("#", ":", "."), " ___####", "+", "|", "-")
_COLOURS = (LIVE, HELD, OTHER)


def sweep_plot(points: Sequence[Point], console: Console) -> RenderableType | None:
    """The plot; None where there are no two scales to draw a line between, or no room for it."""
    width = min(console.width - _LABELS - 3, _WIDEST)
    top = max((point.rss for point in points), default=0)
    if len(points) < 2 or width < _NARROWEST or not top:
        return None
    signs = _signs(console)
    columns = [_at(points, place / (width - 1)) for place in range(width)]
    lines = [_line(columns, row, top, signs) for row in reversed(range(_ROWS))]
    return Group(_legend(signs), *lines, *_axis(points, width, signs), Text(""))


def _signs(console: Console) -> _Signs:
    """Where there are colours, those alone tell the parts apart, as in the bars."""
    if not console.encoding.startswith("utf"):
        return _ASCII
    return _COLOURED if console.color_system is not None and not console.no_color else _UNICODE


def _at(points: Sequence[Point], share: float) -> Point:
    """The point at this share of the way from the first scale to the last, on the lines between them."""
    scale = points[0].scale + share * (points[-1].scale - points[0].scale)
    after = min(bisect_right([point.scale for point in points], scale), len(points) - 1)
    one, other = points[after - 1], points[after]
    part = (scale - one.scale) / (other.scale - one.scale)
    middle = (getattr(one, name) * (1 - part) + getattr(other, name) * part for name in ("live", "anonymous", "rss"))
    return Point(one.scale, *middle)


def _line(columns: Sequence[Point], row: int, top: float, signs: _Signs) -> Text:
    """A row of the plot, counted from below, with the size at its upper edge."""
    label = format_size(round(top * (row + 1) / _ROWS)) if row % 4 == 3 else ""
    line = Text(f"{label:>{_LABELS}} {signs.side}")
    cells = [_cell([size / top * _ROWS - row for size in (at.live, at.anonymous, at.rss)], signs) for at in columns]
    for colour, run in groupby(cells, itemgetter(1)):
        line.append("".join(sign for sign, _ in run), colour)
    return line


def _cell(fill: Sequence[float], signs: _Signs) -> tuple[str, str]:
    """Sign and colour of a cell that live, anonymous and all memory fill up to these shares."""
    live, anonymous, rss = fill
    if live >= 1:
        return signs.parts[0], _COLOURS[0]
    if live > 0:
        colour = f"{_COLOURS[0]} on {_COLOURS[1]}" if anonymous >= 1 else _COLOURS[0]
        return signs.eighths[max(int(live * 8), 1)], colour
    part = 1 if anonymous >= 0.5 else 2
    if min(max(anonymous, rss), 1) >= 0.5:
        return signs.parts[part], _COLOURS[part]
    return " ", ""


def _legend(signs: _Signs) -> Text:
    words = zip(signs.parts, ("live heap", "gap", "files and shared memory"), _COLOURS, strict=True)
    return Text(" " * (_LABELS + 2)).append_tokens(
        token for sign, word, colour in words for token in ((f"{sign} ", colour), (f"{word}  ", None))
    )


def _axis(points: Sequence[Point], width: int, signs: _Signs) -> list[Text]:
    """The line below, and the scales at their places."""
    first, last = points[0].scale, points[-1].scale
    names = " " * width
    for point in (points[0], points[-1], *points[1:-1]):
        name = f"{point.scale}x"
        place = round((point.scale - first) / (last - first) * (width - 1)) - (len(name) - 1) // 2
        place = min(max(place, 0), width - len(name))
        if not names[max(place - 1, 0) : place + len(name) + 1].strip():
            names = names[:place] + name + names[place + len(name) :]
    margin = " " * (_LABELS + 1)
    return [Text(f"{margin}{signs.corner}{signs.below * width}"), Text(f"{margin} {names}".rstrip())]
