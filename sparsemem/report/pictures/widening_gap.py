"""The picture of the gap: live heap and RSS over the scales or over time, with fit, forecast and limit."""

from collections.abc import Sequence

from sparsemem.report.pictures.axes import BOLD_LETTER, Frame, name_axis, picture, size_axis, text
from sparsemem.report.pictures.gap_points import Gap, Points, highest, shows_limit
from sparsemem.units import format_size

_LINE = 17
"""Pixels between two labels, at least."""


def draw_gap(gap: Gap, width: int, height: int) -> str:
    """The picture; labels stand at the ends of the lines."""
    labels = _labels(gap)
    room = round(max(len(words) for _, words, _ in labels) * BOLD_LETTER) + 14
    low, high = gap.points[0].x, max([gap.points[-1].x, *(band.x for band in gap.bands)])
    frame = Frame(width, height, low, high, highest(gap), right=min(room, width // 3))
    names = [(point.x, point.name) for point in gap.points] + [(band.x, band.name) for band in gap.bands]
    parts = [*size_axis(frame), *name_axis(frame, names), *_areas(gap, frame), *_forecast(gap, frame)]
    parts += [*_fits(gap, frame), *_lines(gap, frame), *_limit(gap, frame), *_placed(labels, frame)]
    return picture(width, height, gap.title, parts)


def _areas(gap: Gap, frame: Frame) -> list[str]:
    ground: Points = tuple((point.x, 0) for point in gap.points)
    live = tuple((point.x, point.live_bytes) for point in gap.points)
    held = tuple((point.x, max(point.anonymous_bytes, point.live_bytes)) for point in gap.points)
    top = tuple((point.x, max(point.rss_bytes, point.anonymous_bytes)) for point in gap.points)
    ahead = [_area(frame, "area-gap ahead", gap.live_fit, gap.held_fit)] if gap.live_fit and gap.held_fit else []
    return [
        *ahead,
        _area(frame, "area-file", held, top),
        _area(frame, "area-gap", live, held),
        _area(frame, "area-live", ground, live),
        *_gap_label(gap, frame),
    ]


def _gap_label(gap: Gap, frame: Frame) -> list[str]:
    """The size of the gap, left of the last point and in the middle of it, where it is high enough for a word."""
    last = gap.points[-1]
    held = last.anonymous_bytes - last.live_bytes
    high = frame.y(last.live_bytes) - frame.y(last.anonymous_bytes)
    words = f"gap {format_size(held)}"
    if high < 2 * _LINE or frame.x(last.x) - frame.left < len(words) * BOLD_LETTER + 12:
        return []
    return [text(frame.x(last.x) - 8, frame.y(last.live_bytes + held * 0.4) + 4, words, "label-gap", "end")]


def _area(frame: Frame, kind: str, lower: Points, upper: Points) -> str:
    return f'<polygon class="{kind}" points="{frame.points([*upper, *reversed(lower)])}"/>'


def _forecast(gap: Gap, frame: Frame) -> list[str]:
    """The interval as a band and the line in its middle, from the last measured peak on."""
    if not gap.bands:
        return []
    begin = [gap.peak] if gap.peak else []
    low = (*begin, *((band.x, band.low_bytes) for band in gap.bands))
    high = (*begin, *((band.x, band.high_bytes) for band in gap.bands))
    middle = (*begin, *((band.x, band.peak_bytes) for band in gap.bands))
    return [_area(frame, "area-band", low, high), _polyline(frame, "line-peak dashed", middle)]


def _fits(gap: Gap, frame: Frame) -> list[str]:
    fits = (("line-rss dashed", gap.rss_fit), ("line-live dashed", gap.live_fit))
    return [_polyline(frame, kind, points) for kind, points in fits if points]


def _lines(gap: Gap, frame: Frame) -> list[str]:
    parts = []
    for kind, name in (("rss", "rss_bytes"), ("live", "live_bytes")):
        points = tuple((point.x, getattr(point, name)) for point in gap.points)
        parts.append(_polyline(frame, f"line-{kind}", points))
        if len(points) <= 12:
            parts += [
                f'<circle class="dot-{kind}" cx="{frame.x(x):g}" cy="{frame.y(y):g}" r="3.5"/>' for x, y in points
            ]
    return parts


def _polyline(frame: Frame, kind: str, points: Points) -> str:
    return f'<polyline class="{kind}" points="{frame.points(points)}"/>'


def _limit(gap: Gap, frame: Frame) -> list[str]:
    if gap.limit_bytes is None:
        return []
    if not shows_limit(gap):
        return [text(frame.left + 6, frame.top + 2, f"↑ limit {format_size(gap.limit_bytes)}, above", "label-limit")]
    y, words = frame.y(gap.limit_bytes), f"limit {format_size(gap.limit_bytes)}"
    line = f'<line class="line-limit" x1="{frame.left}" x2="{frame.width - frame.right}" y1="{y:g}" y2="{y:g}"/>'
    return [line, text(frame.left + 6, y - 6, words, "label-limit")]


_Label = tuple[float, str, str]
"""The size beside which it stands, its words, and its class."""


def _labels(gap: Gap) -> list[_Label]:
    last = gap.points[-1]
    if gap.bands:
        band = gap.bands[-1]
        labels: list[_Label] = [(band.peak_bytes, f"peak {format_size(band.peak_bytes)}", "label-peak")]
        if gap.rss_fit:
            labels.append((gap.rss_fit[-1][1], f"RSS {format_size(round(gap.rss_fit[-1][1]))}", "label-rss"))
        if gap.live_fit:
            labels.append((gap.live_fit[-1][1], f"live {format_size(round(gap.live_fit[-1][1]))}", "label-live"))
        return labels
    return [
        (last.rss_bytes, f"RSS {format_size(last.rss_bytes)}", "label-rss"),
        (last.live_bytes, f"live {format_size(last.live_bytes)}", "label-live"),
    ]


def _placed(labels: Sequence[_Label], frame: Frame) -> list[str]:
    """Right of the chart, each beside its line and none over another."""
    parts: list[str] = []
    below: float = frame.height - frame.bottom + _LINE
    for size, words, kind in sorted(labels):
        y = min(frame.y(size) + 4, below - _LINE)
        parts.append(text(frame.width - frame.right + 8, y, words, kind))
        below = y
    return parts
