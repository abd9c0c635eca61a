"""The caches of a process, for a terminal: how large they are, and how they are used."""

from rich import box
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap, HeapCache
from sparsemem.units import format_share, format_size

MOST_ROWS = 6
_LEAST_BYTES = 1 << 18
"""A cache that holds less is not worth a line."""
_COLUMNS = ("entries", "bound", "hit", "expired", "holds", "elsewhere")


def caches_table(heap: Heap, most: int = MOST_ROWS) -> Table | None:
    """The caches that hold the most, None where none holds a quarter of a megabyte."""
    shown = [one for one in heap.caches if (one.retained_bytes or 0) >= _LEAST_BYTES][:most]
    if not shown:
        return None
    table = Table(title="Caches", title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("cache", overflow="fold")
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for one in shown:
        table.add_row(Text(_name(one)), *_cells(one))
    table.caption, table.caption_justify = "elsewhere: of the values, what something else holds as well", "left"
    return table


def _name(one: HeapCache) -> str:
    many = f", {one.caches:,} of them" if one.caches > 1 else ""
    return f"{one.owner or '(no name)'}: {one.kind}{many}"


def _cells(one: HeapCache) -> tuple[str, ...]:
    calls = (one.hits or 0) + (one.misses or 0)
    return (
        f"{one.entries:,}",
        "none" if one.bound is None else f"{one.bound:,.0f}",
        "" if one.hit_rate is None else format_share(one.hits or 0, calls),
        "" if one.expired_entries is None else f"{one.expired_entries:,}",
        format_size(one.retained_bytes),
        format_size(one.held_elsewhere_bytes) if one.held_elsewhere_bytes else "",
    )
