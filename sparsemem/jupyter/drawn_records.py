"""How records are drawn where they are the value of a cell: with the pictures of the pages, else as Markdown."""

from collections.abc import Callable
from typing import Any

from sparsemem.jupyter.account_markdown import render_account_markdown, told
from sparsemem.jupyter.cell_account import CellAccount
from sparsemem.model import Attachment, Comparison, HeapMap, Moment, Report, Review
from sparsemem.model.shown import draw_with
from sparsemem.report.formats import formats_of
from sparsemem.report.html.notebook import draw
from sparsemem.report.markdown.markdown_blocks import ledger_table
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.scan_words import verdict_title

Renderer = Callable[[Any], str]
_MARKDOWN: dict[type[Any], Callable[[Any], Any]] = {
    **{kind: formats_of(kind)["md"] for kind in (Report, Attachment, Comparison, Review)},
    CellAccount: render_account_markdown,
    Moment: lambda moment: ledger_table(moment, ""),
}
_PLAIN: dict[type[Any], Renderer] = {
    CellAccount: told,
    Report: lambda report: verdict_title(report.verdict, report.findings),
    Attachment: lambda attachment: verdict_title(attachment.verdict, attachment.findings),
    Comparison: lambda comparison: "the same output" if comparison.same_output else "the outputs differ",
    Review: lambda review: f"{len(review.findings)} findings",
    Moment: lambda moment: sizes("The process holds", moment),
    HeapMap: lambda found: f"{found.arenas:,} arenas",
}
"""For a terminal, and for those who read a notebook's file: a line, and not the record's hundred fields."""


def draw_records(formatters: dict[str, Any]) -> None:
    """Register the renderers with the formatters of an IPython, by the names of MIME types."""
    draw_with(draw)
    for kind, render in _MARKDOWN.items():
        formatters["text/markdown"].for_type(kind, render)
    for kind, render in _PLAIN.items():
        formatters["text/plain"].for_type(kind, _printer(render))


def _printer(render: Renderer) -> Callable[[Any, Any, bool], None]:
    """As IPython's pretty printer calls it."""

    def show(record: Any, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else render(record))

    return show
