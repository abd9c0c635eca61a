"""A running process for a terminal: the verdict, the ledger, the types that keep freed memory, the direction."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sparsemem.model import Attachment, Moment, Pinner
from sparsemem.report.terminal_blocks import finding_block, ledger_table
from sparsemem.report.words import sizes, verdict_title
from sparsemem.units import format_seconds, format_share, format_size

_COLOURS = {"healthy": "green", "inconclusive": "yellow"}
_MOST_PINNERS = 8
_LEAST_SHARE = 0.01
"""Of what all types keep together: those that keep less are not worth a line."""
_LARGE_SHARE = 0.05
"""Of the RSS: where malloc's pages hold less free memory, who is alive in them is not worth a table."""
_SIGNIFICANT = 0.02
"""Of the RSS: a smaller change between the first look and the last is none."""


def print_attachment(attachment: Attachment, notes: Sequence[str], console: Console) -> None:
    """Print what was seen; `notes` are what a reader has to know beside it, a sentence each."""
    moment = attachment.looks[-1].moment
    console.print(_head(attachment, moment))
    if moment.ledger is not None:
        console.print(
            ledger_table(moment, moment.ledger, f"Where the {format_size(moment.rss_bytes)} of RSS are", console)
        )
    arenas = [pinner for pinner in attachment.pinners if pinner.heap == "python"]
    if arenas:
        console.print(_pinners(arenas, "What is alive among the free memory of Python's arenas", attachment.coverage))
    pages = [pinner for pinner in attachment.pinners if pinner.heap == "malloc"]
    if sum(pinner.share_bytes for pinner in pages) >= _LARGE_SHARE * moment.rss_bytes:
        console.print(_pinners(pages, "What is alive among the free memory of malloc's pages", None, "pages"))
    for number, finding in enumerate(attachment.findings):
        console.print(finding_block(finding, told=number == 0 and finding.loud))
    console.print(Group(Text(""), *(Text(line, style="dim") for line in (*_direction(attachment), *notes))))


def _head(attachment: Attachment, moment: Moment) -> RenderableType:
    colour = _COLOURS.get(attachment.verdict, "red")
    lines = [Text(f"{attachment.target.pid}: {attachment.target.command}"), Text(sizes("The process holds", moment))]
    loud = [finding for finding in attachment.findings if finding.loud]
    if loud:
        lines += [Text(loud[0].message), Text.assemble(("Do this first: ", "bold"), loud[0].remedies[0].text)]
    title = Text(f" {verdict_title(attachment.verdict)} ", style=f"bold {colour}")
    return Panel(Group(*lines), title=title, title_align="left", border_style=colour, box=box.ROUNDED)


def _pinners(pinners: Sequence[Pinner], title: str, coverage: float | None, cells: str = "arenas") -> RenderableType:
    """Those with the largest share of the free memory that they keep."""
    table = Table(title=title, title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("type", no_wrap=True, max_width=17)
    for column in ("blocks", "live", cells, "keeps", "alone"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("owner: such as", overflow="ellipsis", no_wrap=True, ratio=1)
    kept = sum(pinner.share_bytes for pinner in pinners)
    large = [pinner for pinner in pinners if pinner.share_bytes >= _LEAST_SHARE * kept]
    for pinner in large[:_MOST_PINNERS]:
        sizes_of = (format_size(size) for size in (pinner.share_bytes, pinner.sole_bytes))
        row = (f"{pinner.blocks:,}", format_size(pinner.live_bytes), f"{pinner.arenas:,}", *sizes_of)
        told = filter(None, (pinner.owner, ", ".join(pinner.values or ())))
        table.add_row(Text(pinner.type), *row, Text(": ".join(told)))
    if coverage is not None:
        table.caption = f"The type of {format_share(coverage, 1)} of the live bytes is known."
        table.caption_justify = "left"
    return table


def _direction(attachment: Attachment) -> list[str]:
    """What several looks say of the way it goes, in a sentence; nothing where there is one look."""
    first, last = attachment.looks[0], attachment.looks[-1]
    if len(attachment.looks) < 2:
        return []
    changes = {
        "RSS": (first.moment.rss_bytes, last.moment.rss_bytes),
        "live heap": (first.moment.live_bytes, last.moment.live_bytes),
        "gap": (first.moment.gap_bytes, last.moment.gap_bytes),
    }
    moved = [
        f"the {name} {'grew' if after > before else 'shrank'} by {format_size(abs(after - before))}"
        for name, (before, after) in changes.items()
        if before is not None and after is not None and abs(after - before) > _SIGNIFICANT * last.moment.rss_bytes
    ]
    seconds = format_seconds(last.seconds - first.seconds)
    return [f"Within {seconds} {', '.join(moved) if moved else 'nothing moved: it is stable'}."]
