"""A comparison as a page."""

from dataclasses import dataclass

from sparsemem.model import Comparison
from sparsemem.report.html.assembly import render_page
from sparsemem.report.pictures.before_after import draw_before_after
from sparsemem.report.words.comparison_words import (
    QUANTITIES,
    comparison_lines,
    comparison_title,
    is_worse,
    side_cells,
    spread_words,
)

_WIDE, _NARROW = (1100, 300), (360, 240)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of both programs; the percents are of the larger of the two, at the largest scale."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    ratio: float | None
    spread: str
    before_percent: float
    after_percent: float


@dataclass(frozen=True, slots=True)
class ComparisonContent:
    """What a page and a notebook show. `mood` is good, bad or unsure."""

    title: str
    mood: str
    lines: tuple[str, ...]
    scales: tuple[int, ...]
    quantities: tuple[Quantity, ...]
    wide: str | None
    narrow: str | None


def render_comparison_html(comparison: Comparison) -> str:
    """One file that needs no network: is the output equal, what is saved, and both programs at each scale."""
    return render_page("compare.html.j2", content=comparison_content(comparison))


def comparison_content(comparison: Comparison) -> ComparisonContent:
    """The answer first, then a row for each quantity that is known of both."""
    sides = comparison.before.peak_rss_bytes, comparison.after.peak_rss_bytes
    return ComparisonContent(
        comparison_title(comparison),
        _mood(comparison),
        tuple(comparison_lines(comparison)),
        comparison.scales,
        tuple(_quantity(comparison, title) for title in QUANTITIES),
        draw_before_after(comparison.scales, *sides, _WIDE),
        draw_before_after(comparison.scales, *sides, _NARROW),
    )


def _mood(comparison: Comparison) -> str:
    if comparison.same_output is False or is_worse(comparison):
        return "bad"
    less = comparison.ratios.peak_rss is not None and comparison.ratios.peak_rss <= 1
    return "good" if less else "unsure"


def _quantity(comparison: Comparison, title: str) -> Quantity:
    field, name = QUANTITIES[title]
    ratio, spread = getattr(comparison.ratios, name), getattr(comparison.spreads, name)
    high = max(ratio or 0.0, 1.0)
    return Quantity(
        title,
        tuple(side_cells(comparison.before, field)),
        tuple(side_cells(comparison.after, field)),
        ratio,
        spread_words(spread),
        round(100 / high, 1),
        round(100 * (ratio or 0.0) / high, 1),
    )
