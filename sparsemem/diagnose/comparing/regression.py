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
    "gap at end": "gap_end_bytes",
}


def regressions(comparison: Comparison, within: float) -> tuple[Regression, ...]:
    """The quantities of `after` that are larger than those of `before` by more than the share `within`, and by more
    than 5 MB, at the largest scale at which both are known."""
    found = (_regression(comparison, quantity, field, within) for quantity, field in _QUANTITIES.items())
    return tuple(one for one in found if one is not None)


def _regression(comparison: Comparison, quantity: str, field: str, within: float) -> Regression | None:
    rows = zip(comparison.scales, getattr(comparison.before, field), getattr(comparison.after, field), strict=True)
    known = [(scale, was, now) for scale, was, now in rows if was is not None and now is not None]
    if not known:
        return None
    scale, was, now = known[-1]
    most = was + max(round(was * within), LEAST_BYTES)
    return Regression(quantity, scale, was, now, most) if now > most else None
