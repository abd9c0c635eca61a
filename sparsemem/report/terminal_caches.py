"""The caches of a process, for a terminal: how large they are, and how they are used."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap, Process
from sparsemem.report.cache_words import NOTE, cache_columns, cache_rows, shown_caches

MOST_ROWS = 6


def caches_table(heap: Heap, most: int = MOST_ROWS, processes: Sequence[Process] = ()) -> Table | None:
    """The caches that hold the most, None where none holds a quarter of a megabyte."""
    shown = shown_caches(heap, most, processes)
    if not shown:
        return None
    table = Table(title="Caches", title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("cache", overflow="fold")
    for column in cache_columns(shown):
        table.add_column(column, justify="right", no_wrap=True)
    for name, *cells in cache_rows(shown):
        table.add_row(Text(name), *cells)
    table.caption, table.caption_justify = NOTE, "left"
    return table
