"""A comparison for a terminal: is the output the same, what is saved, and which findings are gone."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sparsemem.model import Comparison, Regression, Side
from sparsemem.model.comparison import Spread
from sparsemem.units import format_seconds, format_size

_QUANTITIES = {
    "peak RSS": ("peak_rss_bytes", "peak_rss"),
    "RSS at end": ("end_rss_bytes", "end_rss"),
    "live at peak": ("live_peak_bytes", "live_peak"),
    "gap at end": ("gap_end_bytes", "gap_end"),
    "wall time": ("wall_seconds", "wall"),
}
"""The field of each side, and that of the ratio."""

_TITLES = {
    True: ("the same output", "green"),
    False: ("the outputs differ", "red"),
    None: ("outputs were not compared", "yellow"),
}
_MOST_DIFFERENCES = 5


def print_comparison(comparison: Comparison, names: tuple[str, str], console: Console) -> None:
    """Print the comparison; `names` are those of the two programs."""
    console.print(_head(comparison, names))
    console.print(_table(comparison))


def _head(comparison: Comparison, names: tuple[str, str]) -> RenderableType:
    title, colour = _title(comparison)
    lines = [Text(f"Before: {names[0]}. After: {names[1]}."), Text(_saving(comparison))]
    lines += map(_over, comparison.regressions or ())
    for difference in comparison.differences[:_MOST_DIFFERENCES]:
        lines.append(Text(f"At {difference.scale}x, {difference.what} differs: {difference.first_difference}"))
    more = len(comparison.differences) - _MOST_DIFFERENCES
    if more > 0:
        lines.append(Text(f"And {more} more."))
    for word, codes in (("Gone", comparison.gone), ("New", comparison.new), ("Still there", comparison.still)):
        if codes:
            lines.append(Text(f"{word}: {', '.join(codes)}"))
    head = Text(f" {title} ", style=f"bold {colour}")
    return Panel(Group(*lines), title=head, title_align="left", border_style=colour, box=box.ROUNDED)


def _title(comparison: Comparison) -> tuple[str, str]:
    if comparison.regressions is None:
        return _TITLES[comparison.same_output]
    if comparison.regressions or comparison.new:
        return "worse than the baseline", "red"
    return "within the bounds of the baseline", "green"


def _over(regression: Regression) -> Text:
    was, now, most = map(format_size, (regression.before_bytes, regression.after_bytes, regression.most_bytes))
    return Text(f"Over its bound at {regression.scale}x: {regression.quantity} {now}, was {was}, at most {most}.")


def _saving(comparison: Comparison) -> str:
    ratios = comparison.ratios
    known = (("peak RSS", ratios.peak_rss), ("RSS at end", ratios.end_rss), ("wall time", ratios.wall))
    parts = [f"{name} {value:.2f}x" for name, value in known if value is not None]
    return f"After is, of before: {', '.join(parts) or 'not known'}."


def _table(comparison: Comparison) -> RenderableType:
    """Two rows for each quantity, and their ratio at the largest scale."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    for scale in comparison.scales:
        table.add_column(f"{scale}x", justify="right", overflow="fold")
    table.add_column("ratio", justify="right", overflow="fold")
    repeated = any(getattr(comparison.spreads, name) is not None for _, name in _QUANTITIES.values())
    if repeated:
        table.add_column("repeats", justify="right", overflow="fold")
    for title, (field, name) in _QUANTITIES.items():
        ratio = getattr(comparison.ratios, name)
        if ratio is not None:
            table.add_row(title, "before", *_cells(comparison.before, field))
            spread = [_spread(getattr(comparison.spreads, name))] if repeated else []
            table.add_row("", "after", *_cells(comparison.after, field), f"{ratio:.3f}x", *spread)
    return table


def _spread(spread: Spread | None) -> str:
    """From the least to the largest ratio between the repeats."""
    return "" if spread is None else f"{spread[0]:.2f} to {spread[1]:.2f}"


def _cells(side: Side, field: str) -> list[str]:
    values = getattr(side, field)
    if field == "wall_seconds":
        return ["?" if value is None else format_seconds(value) for value in values]
    return [format_size(value) for value in values]
