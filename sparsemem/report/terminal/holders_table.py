"""Who holds the live heap, for a terminal: tables of owners and types, and the path to an object."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap, HeapOwner, HeapStep, HeapType
from sparsemem.report.terminal.terminal_blocks import has_room
from sparsemem.report.words.holder_words import (
    MOST_ROWS,
    about_owners,
    is_worth_a_row,
    owner_cells,
    owner_columns,
    owner_name,
    share_of,
    shown_owners,
)
from sparsemem.units import format_size

_DEEPEST = 20


def owners_table(heap: Heap, console: Console, most: int = MOST_ROWS) -> Table:
    """The owners, by what they retain, and the rest in a line, so that the live bytes add up."""
    wide = has_room(console)
    table = _table("Who holds the live heap", ["owner", *owner_columns(heap, wide)])
    shown = shown_owners(heap, most)
    for one in shown:
        table.add_row(Text(owner_name(one)), *owner_cells(one, heap, wide))
    if wide:
        _add_rest(table, heap, shown)
    table.caption, table.caption_justify = about_owners(heap), "left"
    return table


def types_table(heap: Heap, console: Console, most: int = MOST_ROWS) -> Table:
    """The types, by what all objects of each retain together, and the rest in a line, as of owners."""
    wide = has_room(console)
    columns = ["type", *(["objects", "bytes"] if wide else []), "retains", "share"]
    table = _table("Of which types the live heap is", columns)
    shown = [one for one in heap.types if is_worth_a_row(one.retained_bytes, heap)][:most]
    for one in shown:
        counts = [f"{one.objects:,}", format_size(one.live_bytes)] if wide else []
        table.add_row(Text(one.type), *counts, format_size(one.retained_bytes), share_of(one.retained_bytes, heap))
    if wide:
        _add_rest(table, heap, shown)
    return table


def _add_rest(table: Table, heap: Heap, shown: Sequence[HeapOwner | HeapType]) -> None:
    """What has no row: further owners or types, and memory that is no object's."""
    rest = heap.live_bytes - sum(one.live_bytes for one in shown)
    if rest:
        objects = heap.objects - sum(one.objects for one in shown)
        table.add_row(Text("(all others)"), f"{objects:,}", format_size(rest))


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", expand=True, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.title_style = "bold"
    table.add_column(columns[0], overflow="fold", ratio=1)
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def print_way(way: Sequence[HeapStep] | None, wanted: str, console: Console) -> None:
    """The path from the root to the largest object of a name or type, a step a line."""
    if not way:
        console.print(Text(f"Nothing alive was found that is called {wanted}, or is of that type."))
        return
    console.print(Text(f"Why {wanted} is alive:", style="bold"))
    for depth, step in enumerate(way):
        if step.left_out:
            console.print(Text(f"{'  ' * min(depth, _DEEPEST)}... {step.left_out:,} steps in between", style="dim"))
        line = f"{'  ' * min(depth, _DEEPEST)}{step.name} ({step.type})"
        console.print(Text.assemble(line, (f"  retains {format_size(step.retained_bytes)}", "dim")))
