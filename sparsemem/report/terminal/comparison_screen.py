"""A comparison for a terminal: is the output the same, what is saved, and which findings are gone."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sparsemem.model import Comparison
from sparsemem.report.words.comparison_words import (
    QUANTITIES,
    comparison_lines,
    comparison_title,
    is_worse,
    next_step,
    side_cells,
    spread_words,
)

_COLOURS = {True: "green", False: "red", None: "yellow"}


def print_comparison(comparison: Comparison, names: tuple[str, str], console: Console) -> None:
    """Print the comparison; `names` are those of the two programs."""
    console.print(_table(comparison))
    console.print(_head(comparison, names))


def _head(comparison: Comparison, names: tuple[str, str]) -> RenderableType:
    colour = _colour(comparison)
    lines = [f"Before: {names[0]}. After: {names[1]}.", *comparison_lines(comparison)]
    told = Group(*map(Text, lines), Text(next_step(comparison), style="dim"))
    title = Text(f" {comparison_title(comparison)} ", style=f"bold {colour}")
    return Panel(told, title=title, title_align="left", border_style=colour, box=box.ROUNDED)


def _colour(comparison: Comparison) -> str:
    if comparison.regressions is None:
        return _COLOURS[comparison.same_output]
    return "red" if is_worse(comparison) else "green"


def _table(comparison: Comparison) -> RenderableType:
    """Two rows for each quantity, and their ratio at the largest scale."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    for scale in comparison.scales:
        table.add_column(f"{scale}x", justify="right", overflow="fold")
    table.add_column("ratio", justify="right", overflow="fold")
    repeated = any(getattr(comparison.spreads, name) is not None for _, name in QUANTITIES.values())
    if repeated:
        table.add_column("repeats", justify="right", overflow="fold")
    for title, (field, name) in QUANTITIES.items():
        ratio = getattr(comparison.ratios, name)
        if ratio is not None:
            table.add_row(title, "before", *side_cells(comparison.before, field))
            spread = [spread_words(getattr(comparison.spreads, name))] if repeated else []
            table.add_row("", "after", *side_cells(comparison.after, field), f"{ratio:.3f}x", *spread)
    return table
