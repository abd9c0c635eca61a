"""Memory that the same data would not need, for a terminal: by owner, how much would go, and what to do."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap
from sparsemem.report.terminal.terminal_blocks import has_room
from sparsemem.report.words.waste_words import (
    TITLE,
    WASTE_COLUMNS,
    shown_waste,
    waste_cells,
    waste_name,
    waste_remedy,
)

MOST_ROWS = 6


def waste_table(heap: Heap, console: Console, most: int = MOST_ROWS) -> Table | None:
    """The rows that would save the most; None where there is none worth a line."""
    shown = shown_waste(heap, most)
    if not shown:
        return None
    table = Table(title=TITLE, title_justify="left", title_style="bold", expand=True, box=box.SIMPLE_HEAD)
    table.padding = (0, 1, 0, 0)
    table.add_column("whose, and what", overflow="fold", ratio=1)
    for column in WASTE_COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    if has_room(console):
        table.add_column("remedy", overflow="fold", ratio=1)
    for one in shown:
        remedy = [Text(waste_remedy(one, heap))] if has_room(console) else []
        table.add_row(Text(waste_name(one)), *waste_cells(one, heap), *remedy)
    return table
