"""What a comparison with a baseline makes of a bound: which quantities went over it."""

from sparsemem.model import Comparison, Regression
from sparsemem.units import MB

DEFAULT_WITHIN = 0.10
"""The share of the baseline by which a quantity may be larger."""
LEAST_BYTES = 5 * MB
"""What is less than this more is never over a bound: small processes differ by as much from run to run."""
_QUANTITIES = {
    "peak RSS": "peak_rss_bytes",
    "RSS at end": "end_rss_bytes",
    "live at peak": "live_peak_bytes",
    "live at end": "live_end_bytes",
    "gap at end": "gap_end_bytes",
}
_JUDGED = {
    "RSS": ("peak_rss_bytes", "end_rss_bytes"),
    "live heap": ("live_peak_bytes", "live_end_bytes"),
    "gap": ("gap_end_bytes",),
}
"""What is promised to be held against the baseline, and the fields of which one at least has to be known."""


def regressions(comparison: Comparison, within: float) -> tuple[Regression, ...]:
    """The quantities of `after` that are larger than those of `before` by more than the share `within`, and by more
    than 5 MB, at the largest scale at which both are known."""
    found = (_regression(comparison, quantity, field, within) for quantity, field in _QUANTITIES.items())
    return tuple(one for one in found if one is not None)


def unjudged(comparison: Comparison) -> tuple[str, ...]:
    """What the baseline tells and the second program does not, so that nothing can be said of it."""
    return tuple(what for what, fields in _JUDGED.items() if _is_missing(comparison, fields))


def _is_missing(comparison: Comparison, fields: tuple[str, ...]) -> bool:
    before, after = comparison.before, comparison.after
    told = any(size is not None for field in fields for size in getattr(before, field))
    pairs = [pair for field in fields for pair in zip(getattr(before, field), getattr(after, field), strict=True)]
    return told and not any(was is not None and now is not None for was, now in pairs)


def _regression(comparison: Comparison, quantity: str, field: str, within: float) -> Regression | None:
    rows = zip(comparison.scales, getattr(comparison.before, field), getattr(comparison.after, field), strict=True)
    known = [(scale, was, now) for scale, was, now in rows if was is not None and now is not None]
    if not known:
        return None
    scale, was, now = known[-1]
    most = was + max(round(was * within), LEAST_BYTES)
    return Regression(quantity, scale, was, now, most) if now > most else None
