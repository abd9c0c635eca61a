"""What every form of a comparison says in the same words."""

from sparsemem.diagnose.conclusions.verdict import BY_CODE
from sparsemem.model import Comparison, Regression, Side
from sparsemem.model.comparison import Spread
from sparsemem.units import format_seconds, format_size

QUANTITIES = {
    "peak RSS": ("peak_rss_bytes", "peak_rss"),
    "RSS at end": ("end_rss_bytes", "end_rss"),
    "live at peak": ("live_peak_bytes", "live_peak"),
    "gap at end": ("gap_end_bytes", "gap_end"),
    "wall time": ("wall_seconds", "wall"),
}
"""The field of each side, and that of the ratio."""

_TITLES = {True: "the same output", False: "the outputs differ", None: "outputs were not compared"}
_MOST_DIFFERENCES = 5


def comparison_title(comparison: Comparison) -> str:
    """The answer in a few words."""
    if comparison.regressions is None:
        return _TITLES[comparison.same_output]
    if comparison.regressions or comparison.new:
        return "worse than the baseline"
    if comparison.unjudged:
        return "not judged against the baseline"
    return "within the bounds of the baseline"


def is_worse(comparison: Comparison) -> bool:
    """Whether the second program does not pass against a baseline: it is worse, or could not be judged."""
    over = bool(comparison.regressions or comparison.new or comparison.unjudged)
    return comparison.regressions is not None and over


def comparison_lines(comparison: Comparison) -> list[str]:
    """What is saved, what is over its bound, where outputs differ and which findings are gone; a sentence each."""
    lines = [_saving(comparison), *map(_over, comparison.regressions or ())]
    lines += [f"Not judged: the {what} of the second program is not known." for what in comparison.unjudged]
    for difference in comparison.differences[:_MOST_DIFFERENCES]:
        lines.append(f"At {difference.scale}x, {difference.what} differs: {difference.first_difference}")
    more = len(comparison.differences) - _MOST_DIFFERENCES
    if more > 0:
        lines.append(f"And {more} more.")
    for word, codes in (("Gone", comparison.gone), ("New", comparison.new), ("Still there", comparison.still)):
        if codes:
            lines.append(f"{word}: {', '.join(map(_named, codes))}")
    return lines


def next_step(comparison: Comparison) -> str:
    """What to do with the answer."""
    keep = "to keep it: --json FILE, --md FILE"
    open_codes = (*comparison.new, *comparison.still)
    if comparison.same_output is False:
        return f"Next: make the outputs equal; until then nothing is saved. More: {keep}."
    if open_codes:
        return f"Next: what {open_codes[0]} means: sparsemem explain {open_codes[0]}; {keep}."
    return f"Next: nothing is left that is loud; {keep}."


def _named(code: str) -> str:
    rule = BY_CODE.get(code)
    return f"{code} {rule.name}" if rule else code


def side_cells(side: Side, field: str) -> list[str]:
    """One quantity of a side, at each scale."""
    values = getattr(side, field)
    if field == "wall_seconds":
        return ["?" if value is None else format_seconds(value) for value in values]
    return [format_size(value) for value in values]


def spread_words(spread: Spread | None) -> str:
    """From the least to the largest ratio between the repeats."""
    return "" if spread is None else f"{spread[0]:.2f} to {spread[1]:.2f}"


def _over(regression: Regression) -> str:
    was, now, most = map(format_size, (regression.before_bytes, regression.after_bytes, regression.most_bytes))
    return f"Over its bound at {regression.scale}x: {regression.quantity} {now}, was {was}, at most {most}."


def _saving(comparison: Comparison) -> str:
    ratios = comparison.ratios
    known = (
        ("peak RSS", ratios.peak_rss, _sizes(comparison, "peak_rss_bytes")),
        ("RSS at end", ratios.end_rss, _sizes(comparison, "end_rss_bytes")),
        ("wall time", None if _is_short(comparison) else ratios.wall, ""),
    )
    parts = [f"{name} {value:.2f}x{sizes}" for name, value, sizes in known if value is not None]
    parts += [f"wall time below {format_seconds(_SHORT_SECONDS)} in both"] if _is_short(comparison) else []
    return f"After is, of before: {', '.join(parts) or 'not known'}."


_SHORT_SECONDS = 0.5
"""Starts of an interpreter differ by a tenth of a second: the ratio of two such times is that of their starts."""


def _is_short(comparison: Comparison) -> bool:
    """Whether both programs take no time that could be compared, at their largest scale."""
    last = [next((one for one in side.wall_seconds[::-1] if one is not None), None)
            for side in (comparison.before, comparison.after)]  # fmt: skip
    return all(seconds is not None and seconds < _SHORT_SECONDS for seconds in last)


def _sizes(comparison: Comparison, field: str) -> str:
    """Of both at the largest scale that both completed, which the ratio is of."""
    pairs = zip(getattr(comparison.before, field), getattr(comparison.after, field), strict=True)
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    return f" ({format_size(known[-1][1])} of {format_size(known[-1][0])})" if known else ""
