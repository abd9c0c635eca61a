"""Dead cycles for a terminal: a table of their shapes, and the one that keeps the most as a small drawing."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sparsemem.model import Cycle, Heap
from sparsemem.report.terminal.terminal_blocks import has_room
from sparsemem.report.words.cycle_words import (
    CYCLE_COLUMNS,
    Link,
    cycle_cells,
    cycle_note,
    cycle_place,
    links,
    shown_cycles,
)

MOST_ROWS = 6
_LINES, _ASCII = tuple("╭╮╰╯─│▶↓"), tuple("++++-|>v")
_LONGEST = 40


def cycles_block(heap: Heap, console: Console, most: int = MOST_ROWS) -> Group | None:
    """The table and the drawing; None where no cycles keep anything to speak of."""
    shown = shown_cycles(heap, most)
    if not shown:
        return None
    return Group(_table(heap, shown, console), _drawing(shown[0], console))


def _table(heap: Heap, shown: Sequence[Cycle], console: Console) -> Table:
    wide = has_room(console)
    table = Table(title="Dead cycles that wait for the collector", title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("what closes them", overflow="fold", ratio=1)
    chosen = [at for at, name in enumerate(CYCLE_COLUMNS) if wide or name in ("cycles", "keep")]
    for at in chosen:
        table.add_column(CYCLE_COLUMNS[at], justify="right", no_wrap=True)
    for cycle in shown:
        place = cycle_place(cycle)
        name = Text.assemble(cycle.shape, *([("  " + place, "dim")] if place else []))
        cells = cycle_cells(cycle)
        table.add_row(name, *(cells[at] for at in chosen))
    table.caption, table.caption_justify = cycle_note(heap, shown), "left"
    return table


def _drawing(cycle: Cycle, console: Console) -> Text:
    loop = links(cycle)
    signs = _ASCII if console.options.ascii_only else _LINES
    across = _across(loop, signs)
    if len(across[0]) <= console.width:
        return _coloured(across, loop)
    down = _down(loop, signs)
    return _coloured(down, loop) if max(map(len, down)) <= console.width else Text("")


def _across(loop: Sequence[Link], signs: Sequence[str]) -> list[str]:
    """In a line, and back below it."""
    left, right, low_left, low_right, line, _, arrow, _ = signs
    steps = f" {line}{arrow} ".join(f"{one.type} {line} {_short(one.name)}" for one in loop)
    top = f" {left}{line}{arrow} {steps} {line}{right}"
    return [top, f" {low_left}{line * (len(top) - 3)}{low_right}"]


def _down(loop: Sequence[Link], signs: Sequence[str]) -> list[str]:
    """A line for each object, and one for each reference."""
    left, _, low_left, _, line, side, arrow, down = signs
    rows = []
    for at, one in enumerate(loop):
        rows.append(f" {left}{line}{arrow} {one.type}" if not at else f" {side}   {one.type}")
        last = at == len(loop) - 1
        rows.append(f" {low_left}{line * 5} {_short(one.name)}" if last else f" {side}     {down} {_short(one.name)}")
    return rows


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 3]}..."


def _coloured(rows: Sequence[str], loop: Sequence[Link]) -> Text:
    """The lines with the reference that is to be broken in a colour of its own."""
    text = Text("\n".join(rows) + "\n", no_wrap=True, overflow="crop")
    for one in loop:
        if one.closes:
            text.highlight_words([f" {_short(one.name)}"], "bold red")
    return text
