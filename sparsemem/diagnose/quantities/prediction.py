"""What the sweep says about larger data: the peak of the whole process tree, with an interval, against a limit."""

import math

from sparsemem.diagnose.quantities.series import series
from sparsemem.diagnose.quantities.workers import most_together, own_anonymous_bytes, shared_bytes
from sparsemem.model import Forecast, Prediction, Run, Sweep
from sparsemem.model.fitted_line import line
from sparsemem.model.run_processes import others

MULTIPLES = (2, 4)
"""Of the largest scale, at which a forecast is made."""

_NOISE_SHARE = 0.01
"""Standard deviation of one reading: repeats differ by one to two percent, however well a line fits."""

_T95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Two-sided 95 % points of Student's t for 1 to 10 degrees of freedom; above, the normal 1.96 and a little more."""


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
    forecasts = tuple(_forecast(peaks, charged, multiple * peaks[-1][0]) for multiple in MULTIPLES)
    return Prediction(forecasts, limit_bytes, reached_at(charged, limit_bytes))


def reached_at(charged: tuple[tuple[int, int], ...], limit_bytes: int | None) -> int | None:
    """The first whole scale at which the limit is reached: as measured inside the sweep, by the line beyond it."""
    if limit_bytes is None:
        return None
    for scale, size in charged:
        if size >= limit_bytes:
            return scale
    intercept, rate = line(charged)
    if rate <= 0:
        return None
    return max(math.ceil((limit_bytes - intercept) / rate), charged[-1][0] + 1)


def _forecast(peaks: tuple[tuple[int, int], ...], charged: tuple[tuple[int, int], ...], scale: int) -> Forecast:
    expected, margin = _continued(peaks, scale), _margin(peaks, scale)
    return Forecast(
        scale=scale,
        peak_rss_bytes=round(expected),
        low_bytes=max(round(expected - margin), 0),
        high_bytes=round(expected + margin),
        charged_bytes=round(_continued(charged, scale)),
    )


def _continued(points: tuple[tuple[int, int], ...], scale: int) -> float:
    """The line through the points at `scale`; where it falls below nothing, nothing."""
    intercept, rate = line(points)
    return max(intercept + rate * scale, 0.0)


def _margin(points: tuple[tuple[int, int], ...], scale: int) -> float:
    """Half the width of the 95 % prediction interval of a straight line at `scale` (Draper and Smith, chapter 1)."""
    count = len(points)
    middle = sum(at for at, _ in points) / count
    spread = sum((at - middle) ** 2 for at, _ in points)
    return _deviation(points) * math.sqrt(1 + 1 / count + (scale - middle) ** 2 / spread)


def _deviation(points: tuple[tuple[int, int], ...]) -> float:
    """How far one reading may lie from the line: as the points show, but never less than readings are known to do.

    Two points lie on any line and show nothing.
    """
    count = len(points)
    known = student(10_000) * _NOISE_SHARE * sum(size for _, size in points) / count
    if count < 3:
        return known
    intercept, rate = line(points)
    residual = math.sqrt(sum((size - intercept - rate * at) ** 2 for at, size in points) / (count - 2))
    return max(known, student(count - 2) * residual)


def student(freedom: int) -> float:
    """The two-sided 95 % point of Student's t."""
    return _T95[freedom - 1] if freedom <= len(_T95) else 1.96 + 2.5 / freedom
