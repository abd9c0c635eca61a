"""The answer as it stands last on a terminal: the verdict, what it rests on, what to do first, where the rest is."""

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from sparsemem.model import Finding, Verdict
from sparsemem.report.words.scan_words import verdict_title

_COLOURS = {"healthy": "green", "inconclusive": "yellow"}


def answer_panel(verdict: Verdict, lines: Sequence[str], worst: Finding | None, rest: str) -> RenderableType:
    """`lines` are the answer in sentences, `rest` says where everything else is."""
    colour = _COLOURS.get(verdict, "red")
    text = Text("\n".join(lines))
    if worst is not None:
        text.append(f"\n{worst.message}")
        first = worst.remedies[0]
        text.append("\nDo this first: ", "bold").append(first.text)
        if first.command:
            text.append(f"\n  {first.command}", "bold")
    text.append(f"\n{rest}", "dim")
    title = Text(f" {verdict_title(verdict, [worst] if worst else [])} ", style=f"bold {colour}")
    return Panel(text, title=title, title_align="left", border_style=colour, box=box.ROUNDED)


def where_the_rest_is(worst: Finding | None, hidden: bool) -> str:
    """A line that names the commands and options for more."""
    parts = ["everything: --all"] if hidden else []
    if worst is not None:
        parts.append(f"what {worst.code} means: sparsemem explain {worst.code}")
    parts.append("to keep it: --json FILE, --md FILE")
    return f"More: {'; '.join(parts)}."
