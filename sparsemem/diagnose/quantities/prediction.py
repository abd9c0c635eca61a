"""What the sweep says about larger data: the peak of the whole process tree, with an interval, against a limit."""

import math

from sparsemem.diagnose.quantities.fitted_curve import Curve, fit_curve
from sparsemem.diagnose.quantities.series import series
from sparsemem.diagnose.quantities.workers import most_together, own_anonymous_bytes, shared_bytes
from sparsemem.model import Forecast, Prediction, Run, Sweep
from sparsemem.model.run_processes import others

MULTIPLES = (2, 4)
"""Of the largest scale, at which a forecast is made."""


def tree_peak(run: Run) -> int | None:
    """The peak RSS of the tree in bytes: the root's, and those of the processes that were there together, as if they
    came at one time; what a fork has in common with its parent counts once."""
    if run.peak_rss_bytes is None:
        return None
    return run.peak_rss_bytes + most_together(
        others(run), lambda process: max((process.peak_rss_bytes or 0) - shared_bytes(process, run), 0)
    )


def tree_charged(run: Run) -> int | None:
    """What of the tree's peak a control group cannot drop, in bytes: anonymous and shared memory."""
    peak, end = run.moments.peak, run.moments.end
    if peak is None or peak.anonymous_bytes is None:
        return None
    shared = end.ledger.shared_bytes if end and end.ledger else None
    beside = most_together(others(run), lambda process: own_anonymous_bytes(process, run) or 0)
    return peak.anonymous_bytes + (run.peak_unseen_bytes or 0) + (shared or 0) + beside


def predict(sweep: Sweep, limit_bytes: int | None) -> Prediction | None:
    """Forecasts at two and four times the largest scale; None where fewer than two scales completed."""
    peaks, charged = series(sweep, tree_peak).points, series(sweep, tree_charged).points
    if len(peaks) < 2 or len(charged) < 2:
        return None
    whole, kept = fit_curve(peaks), fit_curve(charged)
    forecasts = tuple(_forecast(whole, kept, multiple * peaks[-1][0]) for multiple in MULTIPLES)
    return Prediction(forecasts, limit_bytes, reached_at(charged, limit_bytes))


def reached_at(charged: tuple[tuple[int, int], ...], limit_bytes: int | None) -> int | None:
    """The first whole scale at which the limit is reached: as measured inside the sweep, by the curve beyond it."""
    if limit_bytes is None:
        return None
    for scale, size in charged:
        if size >= limit_bytes:
            return scale
    reached = fit_curve(charged).reaches(limit_bytes)
    return None if reached is None else max(math.ceil(reached), charged[-1][0] + 1)


def _forecast(peaks: Curve, charged: Curve, scale: int) -> Forecast:
    expected, margin = peaks.at(scale), peaks.margin(scale)
    # What grows ever faster is not smaller with more data than it was with less.
    least = peaks.points[-1][1] if peaks.bends else 0
    return Forecast(
        scale=scale,
        peak_rss_bytes=round(expected),
        low_bytes=max(round(expected - margin), least),
        high_bytes=round(expected + margin),
        charged_bytes=round(charged.at(scale)),
    )
