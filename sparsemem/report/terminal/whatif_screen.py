"""A `whatif` for a terminal: what was measured first, the answer and the line to write down last."""

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sparsemem.model import WhatIf
from sparsemem.report.words.whatif_words import (
    HEAD,
    HEAD_NOTE,
    asides,
    continued,
    setting_lines,
    whatif_head,
    whatif_title,
    written_lines,
)


def print_whatif(record: WhatIf, console: Console) -> None:
    """Print it."""
    for sentence in asides(record):
        console.print(sentence, markup=False, highlight=False, style="dim")
    for note in record.notes:
        console.print(note, markup=False, highlight=False)
    console.print(_table(record))
    console.print(f"{whatif_head(record)} {HEAD_NOTE}", markup=False, highlight=False)
    console.print(_answer(record))
    # Outside of the frame, and unbroken: they are there to be copied.
    for place, line in written_lines(record):
        text = "\n".join(continued(line, console.width - len(f"{place}: ")))
        console.print(f"{place}: {text}", markup=False, highlight=False, soft_wrap=True)


def _table(record: WhatIf) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for place, name in enumerate(HEAD):
        table.add_column(name, justify="right" if 0 < place < len(HEAD) - 1 else "left", overflow="fold")
    for line in setting_lines(record):
        style = "bold green" if line.is_recommended else "red" if line.row.same_output is False else ""
        table.add_row(*map(Text, line.cells()), style=style)
    return table


def _answer(record: WhatIf) -> RenderableType:
    colour = "green" if record.recommended else "yellow"
    title = Text(f" {whatif_title(record)} ", style=f"bold {colour}")
    return Panel(Group(Text(record.why)), title=title, title_align="left", border_style=colour, box=box.ROUNDED)
