"""Who holds the live heap, for a terminal: the largest holders in a sentence, and tables of owners and types."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sparsemem.model import Heap, HeapOwner, HeapStep
from sparsemem.report.terminal_blocks import has_room
from sparsemem.units import format_seconds, format_share, format_size

MOST_ROWS = 8
_FIRST, _DEEPEST = 3, 20
_LEAST_SHARE = 0.01
"""Of the live heap: who retains less is not worth a line."""


def tell_holders(heap: Heap | None) -> list[str]:
    """The three that retain the most, each with its share of the live heap, in a sentence; none where unknown."""
    owners = [one for one in heap.owners if one.owner is not None] if heap else []
    if heap is None or not owners or not heap.live_bytes:
        return []
    told = [
        f"{one.owner}{_kind(one)} {format_size(one.retained_bytes)} ({_share(one.retained_bytes, heap)})"
        for one in owners[:_FIRST]
    ]
    return [f"Held by: {'; '.join(told)}."]


def _kind(owner: HeapOwner) -> str:
    return f" ({owner.type})" if owner.type else ""


def _share(part: int, heap: Heap) -> str:
    return format_share(part, heap.live_bytes)


def owners_table(heap: Heap, console: Console, most: int = MOST_ROWS) -> Table:
    """The owners, by what they retain, and the rest in a line, so that the live bytes add up."""
    wide, grew = has_room(console), any(one.growth_bytes is not None for one in heap.owners)
    columns = ["owner", *(["objects", "holds"] if wide else []), "retains", "share", *(["grew"] if grew else [])]
    table = _table("Who holds the live heap", columns)
    shown = [one for one in heap.owners if one.owner is not None and one.retained_bytes >= _least(heap)][:most]
    for one in shown:
        counts = [f"{one.objects:,}", format_size(one.live_bytes)] if wide else []
        growth = ["" if one.growth_bytes is None else format_size(one.growth_bytes)] if grew else []
        kept = format_size(one.retained_bytes), _share(one.retained_bytes, heap)
        table.add_row(Text(f"{one.owner}{_types(one)}"), *counts, *kept, *growth)
    rest = heap.live_bytes - sum(one.live_bytes for one in shown)
    if rest and wide:
        objects = heap.objects - sum(one.objects for one in shown)
        table.add_row(Text("(all others)"), f"{objects:,}", format_size(rest))
    table.caption, table.caption_justify = _caption(heap), "left"
    return table


def _types(owner: HeapOwner) -> str:
    inner = ", ".join(owner.types[:2])
    if owner.type is None:
        return f": {inner}" if inner else ""
    return f": {owner.type} of {inner}" if inner else f": {owner.type}"


def _least(heap: Heap) -> float:
    return _LEAST_SHARE * heap.live_bytes


def _caption(heap: Heap) -> str:
    known = "" if heap.coverage is None else f"Owners of {format_share(heap.coverage, 1)} of it are known."
    if heap.garbage_bytes:
        known += f" Beside it {format_size(heap.garbage_bytes)} in {heap.garbage_objects:,} objects are garbage."
    if heap.growth_seconds:
        known += f" What grew did so within {format_seconds(heap.growth_seconds)}, between two looks at all owners."
    return known


def types_table(heap: Heap, console: Console, most: int = MOST_ROWS) -> Table:
    """The types, by what all objects of each retain together."""
    wide = has_room(console)
    columns = ["type", *(["objects", "bytes"] if wide else []), "retains", "share"]
    table = _table("Of which types the live heap is", columns)
    for one in [one for one in heap.types if one.retained_bytes >= _least(heap)][:most]:
        counts = [f"{one.objects:,}", format_size(one.live_bytes)] if wide else []
        table.add_row(Text(one.type), *counts, format_size(one.retained_bytes), _share(one.retained_bytes, heap))
    return table


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
        line = f"{'  ' * min(depth, _DEEPEST)}{step.name} ({step.type})"
        console.print(Text.assemble(line, (f"  retains {format_size(step.retained_bytes)}", "dim")))
