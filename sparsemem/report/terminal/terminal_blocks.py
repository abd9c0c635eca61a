"""Building blocks that the terminal reports share: a ledger as bars, a finding with its remedies."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sparsemem.model import Finding, Ledger, Moment
from sparsemem.report.words.ledger_words import PARTS, mark
from sparsemem.report.words.scan_words import holders
from sparsemem.units import format_share, format_size

LIVE, HELD, OTHER = "green", "red", "blue"
"""What is alive, what is free or a gap, and what is neither."""
BAR_WIDTH = 16
BARS_FROM = 72
"""Columns of a terminal from which on there is room for bars: below, the figures need them all."""

_SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def has_room(console: Console) -> bool:
    """Whether bars fit beside the figures."""
    return console.width >= BARS_FROM


def bar(cells: int, console: Console) -> str:
    """So many cells of a bar, in a letter that the console can show."""
    return ("█" if console.encoding.startswith("utf") else "#") * cells


def ledger_table(
    moment: Moment, ledger: Ledger, title: str, console: Console, most: int | None = None
) -> RenderableType:
    """The parts of the RSS that are not nothing, with their share and, where there is room, a bar; of more than
    `most` the largest, and the others in one row."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    parts = ledger.told_parts()
    shown = parts if most is None or len(parts) <= most else _largest(parts, max(most - 1, 1))
    for name, size in shown:
        table.add_row(PARTS[name] + mark(name, moment), *_figures(name, size, moment, console))
    if len(shown) < len(parts):
        rest = sum(size or 0 for part in parts if part not in shown for size in part[1:])
        table.add_row(f"{len(parts) - len(shown)} other parts", *_figures("", rest, moment, console))
    return table


def _figures(name: str, size: int | None, moment: Moment, console: Console) -> list[RenderableType]:
    share = "" if size is None else format_share(size, moment.rss_bytes)
    cells = round(BAR_WIDTH * (size or 0) / moment.rss_bytes) if moment.rss_bytes else 0
    picture: list[RenderableType] = [Text(bar(cells, console), style=_colour(name))] if has_room(console) else []
    return [format_size(size), share, *picture]


def _largest(parts: list[tuple[str, int | None]], most: int) -> list[tuple[str, int | None]]:
    """As many as that, in their own order."""
    kept = sorted(parts, key=lambda part: -(part[1] or 0))[:most]
    return [part for part in parts if part in kept]


def plain_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose first column is text and whose other columns are figures; nothing in it is markup."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for at, name in enumerate(head):
        table.add_column(name, justify="right" if at else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _colour(name: str) -> str:
    return LIVE if "live" in name else HELD if "free" in name or "garbage" in name else OTHER


def finding_block(finding: Finding, told: bool, everything: bool = True) -> RenderableType:
    """A finding with its remedies; its message is left out where it is told with the answer.

    Without `everything` a loud one has its first remedy, which is told with the answer likewise, and a note has none.
    """
    colour = _SEVERITY_COLOURS[finding.severity]
    head = Text.assemble((f"{finding.code} {finding.name}", f"bold {colour}"), f"  {finding.severity}")
    if finding.bytes is not None:
        head.append(f", {format_size(finding.bytes)}")
    lines: list[RenderableType] = [Text(""), head]
    if not told:
        lines.append(Padding(Text(finding.message), (0, 0, 0, 2)))
    if holders(finding):
        lines.append(Padding(_holders(finding), (0, 0, 0, 2)))
    most = len(finding.remedies) if everything else 1 if finding.loud and not told else 0
    for number, remedy in enumerate(finding.remedies[:most], 1):
        lines.append(Padding(Text(f"{number}. {remedy.text}"), (0, 0, 0, 2)))
        if remedy.command:
            lines.append(Padding(Text(remedy.command, style="bold"), (0, 0, 0, 5)))
    return Group(*lines)


def _holders(finding: Finding) -> RenderableType:
    """Who made the copies that are alive together: a line for each function, below the scale that it was seen at."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    scale = finding.evidence.get("holders_scale")
    if scale is not None:
        table.add_row("", Text(f"the peak of {scale}x, by the profiler:", style="dim"))
    for name, place, size in holders(finding):
        table.add_row(size, Text(f"made in {name}, {place}"))
    return table
