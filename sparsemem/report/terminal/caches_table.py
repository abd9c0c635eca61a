"""The caches of a process, for a terminal: how large they are, and how they are used."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap, Process
from sparsemem.report.words.cache_words import cache_table, shown_caches

MOST_ROWS = 6


def caches_table(heap: Heap, most: int = MOST_ROWS, processes: Sequence[Process] = ()) -> Table | None:
    """The caches that hold the most, None where none holds a quarter of a megabyte."""
    shown = shown_caches(heap, most, processes)
    if not shown:
        return None
    told = cache_table(shown)
    table = Table(title="Caches", title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column(told.heads[0], overflow="fold")
    for column in told.heads[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    for name, *cells in told.rows:
        table.add_row(Text(name), *cells)
    table.caption, table.caption_justify = told.note or None, "left"
    return table
