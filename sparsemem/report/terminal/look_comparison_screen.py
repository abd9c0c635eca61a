"""Two saved looks side by side for a terminal: who holds the heap with what each has grown by, the answer last."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from sparsemem.model import Attachment
from sparsemem.report.terminal.holders_table import owners_table, types_table
from sparsemem.report.words.holder_words import MOST_ROWS
from sparsemem.units import format_size


def print_look_comparison(grown: Attachment, names: tuple[str, str], told: Sequence[str], console: Console) -> None:
    """Print it; `grown` is the second look with its growth since the first, `told` the answer in sentences."""
    if grown.heap is not None:
        console.print(owners_table(grown.heap, console, MOST_ROWS))
        console.print(types_table(grown.heap, console, MOST_ROWS))
    grew = grown.heap.growth_bytes if grown.heap else None
    colour = "yellow" if grew is None else "red" if grew > 0 else "green"
    text = "\n".join([f"Before: {names[0]}. After: {names[1]}.", *told])
    title = Text(f" {_title(grew)} ", style=f"bold {colour}")
    console.print(Panel(Text(text), title=title, title_align="left", border_style=colour, box=box.ROUNDED))


def _title(grew: int | None) -> str:
    if grew is None:
        return "growth is not known"
    return f"the live heap grew by {format_size(grew)}" if grew > 0 else "the live heap did not grow"
