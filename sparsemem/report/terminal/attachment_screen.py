"""A running process for a terminal: the ledger, the types that keep freed memory, the direction, the answer last."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sparsemem.diagnose.ruling import live_looks
from sparsemem.model import Attachment, FamilyAttachment, Finding, Pinner
from sparsemem.report.terminal.answer_panel import answer_panel, where_the_rest_is
from sparsemem.report.terminal.caches_table import caches_table
from sparsemem.report.terminal.cycles_table import MOST_ROWS as MOST_CYCLES
from sparsemem.report.terminal.cycles_table import cycles_block
from sparsemem.report.terminal.holders_table import owners_table, types_table
from sparsemem.report.terminal.terminal_blocks import finding_block, ledger_table
from sparsemem.report.terminal.waste_table import MOST_ROWS as MOST_WASTE
from sparsemem.report.terminal.waste_table import waste_table
from sparsemem.report.words.cycle_words import tell_collections
from sparsemem.report.words.holder_words import MOST_ROWS, tell_holders
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.quiet_growth import tell_quiet_growth
from sparsemem.report.words.waste_words import is_told
from sparsemem.units import format_seconds, format_share, format_size

_MOST_PINNERS = 8
_LEAST_SHARE = 0.01
"""Of what all types keep together: those that keep less are not worth a line."""
_LARGE_SHARE = 0.05
"""Of the RSS: where malloc's pages hold less free memory, who is alive in them is not worth a table."""
_SIGNIFICANT = 0.02
"""Of the RSS: a smaller change between the first look and the last is none."""


def print_attachment(
    attachment: Attachment,
    notes: Sequence[str],
    console: Console,
    everything: bool = True,
    most: int | None = None,
) -> None:
    """Print what was seen, the answer last; `notes` are what a reader has to know beside it, a sentence each.

    Of who holds the heap there are `most` rows. Without `everything` what does not bear on the verdict is left out:
    who is alive beside little free memory, types, and further remedies.
    """
    moment, worst = attachment.looks[-1].moment, _worst(attachment)
    if moment.ledger is not None:
        console.print(
            ledger_table(moment, moment.ledger, f"Where the {format_size(moment.rss_bytes)} of RSS are", console)
        )
    if attachment.heap is not None:
        console.print(owners_table(attachment.heap, console, most or MOST_ROWS))
    if attachment.heap is not None and (everything or most):
        console.print(types_table(attachment.heap, console, most or MOST_ROWS))
    family = attachment.processes if isinstance(attachment, FamilyAttachment) else ()
    caches = caches_table(attachment.heap, most or MOST_ROWS, family) if attachment.heap is not None else None
    if caches is not None and (everything or most or worst is not None):
        console.print(caches)
    waste = waste_table(attachment.heap, console, most or MOST_WASTE) if attachment.heap is not None else None
    if waste is not None and (everything or most or is_told(attachment.findings)):
        console.print(waste)
    cycles = cycles_block(attachment.heap, console, most or MOST_CYCLES) if attachment.heap is not None else None
    if cycles is not None and (everything or most or attachment.verdict == "cyclic"):
        console.print(cycles)
    if everything or worst is not None:
        _print_pinners(attachment, console)
    for finding in attachment.findings:
        console.print(finding_block(finding, told=finding is worst, everything=everything))
    told = [f"{attachment.target.pid}: {attachment.target.command}", sizes("The process holds", moment)]
    told += [*tell_holders(attachment.heap, attachment.findings), *tell_quiet_growth(attachment)]
    if attachment.verdict == "inconclusive" and len(attachment.looks) > 1:
        told.append("The looks are too few to tell growth from a fluctuation: --seconds 60 looks for a minute.")
        told += live_looks.tell_suspect(attachment.looks, attachment.heap)
    console.print(Group(Text(""), *(Text(line, style="dim") for line in (*_direction(attachment), *notes))))
    rest = where_the_rest_is(worst, hidden=not everything)
    console.print(answer_panel(attachment.verdict, told, worst, rest))


def _worst(attachment: Attachment) -> Finding | None:
    return next((finding for finding in attachment.findings if finding.loud), None)


def _print_pinners(attachment: Attachment, console: Console) -> None:
    """Who keeps free memory: all of Python's arenas, and malloc's pages where these hold much of it."""
    arenas = [pinner for pinner in attachment.pinners if pinner.heap == "python"]
    if arenas:
        console.print(_pinners(arenas, "What is alive among the free memory of Python's arenas", attachment.coverage))
    pages = [pinner for pinner in attachment.pinners if pinner.heap == "malloc"]
    if sum(pinner.share_bytes for pinner in pages) >= _LARGE_SHARE * attachment.looks[-1].moment.rss_bytes:
        console.print(_pinners(pages, "What is alive among the free memory of malloc's pages", None, "pages"))


def _pinners(pinners: Sequence[Pinner], title: str, coverage: float | None, cells: str = "arenas") -> RenderableType:
    """Those with the largest share of the free memory that they keep."""
    table = Table(title=title, title_justify="left", expand=True)
    table.title_style, table.box, table.padding = "bold", box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("type", overflow="fold", max_width=17)
    for column in ("blocks", "live", cells, "keeps", "alone"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("owner: such as", overflow="fold", ratio=1)
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
    moves = f"Within {seconds} {', '.join(moved) if moved else 'nothing moved: it is stable'}."
    return [moves, *tell_collections(attachment.heap)]
