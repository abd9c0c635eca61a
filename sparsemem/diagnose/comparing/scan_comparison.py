"""What the second of two programs saves: pure functions from two reports to a comparison."""

from collections.abc import Callable
from statistics import median

from sparsemem.diagnose.quantities.series import at
from sparsemem.model import Comparison, Difference, Ratios, Report, Run, Side, Spreads
from sparsemem.model.comparison import Spread

Quantity = Callable[[Run], float | None]

_QUANTITIES: dict[str, Quantity] = {
    "peak_rss": lambda run: run.peak_rss_bytes,
    "end_rss": at("end", "rss_bytes"),
    "live_peak": at("peak", "live_bytes"),
    "live_end": at("end", "live_bytes"),
    "gap_end": at("end", "gap_bytes"),
    "wall": lambda run: run.wall_seconds,
}

_RATIOS = ("peak_rss", "end_rss", "live_peak", "gap_end", "wall")
"""Those of which a ratio is told."""


def compare(before: Report, after: Report, differences: tuple[Difference, ...] | None) -> Comparison:
    """The comparison of two reports; `differences` is None where their outputs are not at hand."""
    scales = tuple(sorted(set(before.plan.scales) & set(after.plan.scales)))
    first, second = _side(before, scales), _side(after, scales)
    codes = [{finding.code for finding in report.findings if finding.loud} for report in (before, after)]
    return Comparison(
        same_output=None if differences is None else not differences,
        differences=differences or (),
        scales=scales,
        before=first,
        after=second,
        ratios=Ratios(
            peak_rss=ratio(first.peak_rss_bytes, second.peak_rss_bytes),
            end_rss=ratio(first.end_rss_bytes, second.end_rss_bytes),
            live_peak=ratio(first.live_peak_bytes, second.live_peak_bytes),
            gap_end=ratio(first.gap_end_bytes, second.gap_end_bytes),
            wall=ratio(first.wall_seconds, second.wall_seconds),
        ),
        gone=tuple(sorted(codes[0] - codes[1])),
        new=tuple(sorted(codes[1] - codes[0])),
        still=tuple(sorted(codes[0] & codes[1])),
        spreads=Spreads(**{name: spread(before, after, scales, _QUANTITIES[name]) for name in _RATIOS}),
    )


def ratio(before: tuple[float | None, ...], after: tuple[float | None, ...]) -> float | None:
    """After divided by before at the largest scale at which both are known; None where there is nothing to divide."""
    for one, other in zip(reversed(before), reversed(after), strict=True):
        if one is not None and other is not None:
            return round(other / one, 4) if one else None
    return None


def spread(before: Report, after: Report, scales: tuple[int, ...], quantity: Quantity) -> Spread | None:
    """The least and the largest ratio of two runs of the same repeat, at the largest scale at which any is known."""
    for scale in reversed(scales):
        first, second = (
            {run.repeat: quantity(run) for run in report.sweep.completed(scale)} for report in (before, after)
        )
        found = [ratio((first[repeat],), (second.get(repeat),)) for repeat in first]
        known = [value for value in found if value is not None]
        if known:
            return (min(known), max(known)) if len(known) > 1 else None
    return None


def _side(report: Report, scales: tuple[int, ...]) -> Side:
    def sizes(name: str) -> tuple[int | None, ...]:
        middles = (_middle(report, scale, _QUANTITIES[name]) for scale in scales)
        return tuple(None if middle is None else round(middle) for middle in middles)

    return Side(
        peak_rss_bytes=sizes("peak_rss"),
        end_rss_bytes=sizes("end_rss"),
        live_peak_bytes=sizes("live_peak"),
        gap_end_bytes=sizes("gap_end"),
        live_end_bytes=sizes("live_end"),
        wall_seconds=tuple(_middle(report, scale, _QUANTITIES["wall"]) for scale in scales),
    )


def _middle(report: Report, scale: int, quantity: Quantity) -> float | None:
    known = [value for run in report.sweep.completed(scale) if (value := quantity(run)) is not None]
    return median(known) if known else None
