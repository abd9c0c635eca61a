"""The first picture of a page: what of a record is in it, and the words below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.model import AttachedLook, Line, Moment, Report
from sparsemem.report.pictures.gap_points import Band, Gap, GapPoint, Points
from sparsemem.report.pictures.widening_gap import draw_gap
from sparsemem.report.words.sweep_rows import middle, sweep_rows
from sparsemem.units import format_seconds

_WIDE, _NARROW = (720, 390), (360, 300)
_FORECASTS = 1
"""In the picture: more of them would press what was measured into a corner. The figures beside it have the rest."""


@dataclass(frozen=True, slots=True)
class GapContent:
    """The picture for a desk and for a phone, and what it shows in a sentence."""

    wide: str
    narrow: str
    caption: str


def gap_content(gap: Gap | None, caption: str) -> GapContent | None:
    """None where there are no two points to draw a line between."""
    if gap is None or len(gap.points) < 2:
        return None
    return GapContent(draw_gap(gap, *_WIDE), draw_gap(gap, *_NARROW), caption)


def gap_of_scan(report: Report) -> GapContent | None:
    """Medians at each scale that completed, the fit, and the forecast of the peak."""
    rows = [(scale, sweep_rows(report, scale)[0]) for scale in report.sweep.completed_scales]
    points = tuple(
        GapPoint(scale, f"{scale}x", row.live_bytes, row.anonymous_bytes, row.rss_bytes)
        for scale, row in rows
        if row.live_bytes is not None and row.anonymous_bytes is not None and row.rss_bytes is not None
    )
    if len(points) < 2:
        return None
    last, at = points[-1].x, report.prediction.at if report.prediction else ()
    bands = tuple(
        Band(one.scale, f"{one.scale}x", one.peak_rss_bytes, one.low_bytes, one.high_bytes)
        for one in at
        if one.scale > last
    )[:_FORECASTS]
    peak = middle(row.peak_bytes for scale, row in rows if scale == last)
    end = bands[-1].x if bands else None
    model = report.model
    live, beyond = _fit(model.live_end, last, end), _fit(model.gap_end, last, end)
    gap = Gap(
        points,
        bands,
        (last, peak) if peak is not None else None,
        _fit(model.rss_end, last, end),
        live,
        tuple((x, size + more) for (x, size), (_, more) in zip(live, beyond, strict=False)),
        report.prediction.limit_bytes if report.prediction else None,
        "Live heap and RSS over the scales, with the forecast of the peak",
    )
    return gap_content(gap, _caption(gap))


def gap_of_looks(looks: Sequence[AttachedLook], limit: int | None = None) -> GapContent | None:
    """The looks over time."""
    points = tuple(point for look in looks if (point := _point(look.seconds, look.moment)) is not None)
    gap = Gap(points, limit_bytes=limit, title="Live heap and RSS over the looks") if points else None
    return gap_content(gap, "From the first look to the last. The gap is what is held beyond the live heap.")


def _point(seconds: float, moment: Moment) -> GapPoint | None:
    if moment.live_bytes is None or moment.anonymous_bytes is None:
        return None
    return GapPoint(seconds, format_seconds(seconds), moment.live_bytes, moment.anonymous_bytes, moment.rss_bytes)


def _fit(line: Line | None, first: float, last: float | None) -> Points:
    if line is None or last is None:
        return ()
    return tuple((scale, max(line.intercept_bytes + line.slope_bytes * scale, 0)) for scale in (first, last))


def _caption(gap: Gap) -> str:
    words = "Solid: the end of each scale. The gap is what is held beyond the live heap."
    if gap.bands:
        words += " Dashed: the fit, and the peak that it forecasts with its 95 % interval."
    return words
