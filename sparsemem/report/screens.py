"""What `report` shows on a terminal, for each kind of record that is saved."""

from collections.abc import Callable
from typing import Any

from rich.console import Console

from sparsemem.model import Attachment, Comparison, FamilyAttachment, Report, Review, WhatIf
from sparsemem.report.review.review_text import render_text
from sparsemem.report.terminal.attachment_screen import print_attachment
from sparsemem.report.terminal.comparison_screen import print_comparison
from sparsemem.report.terminal.family_screen import print_family
from sparsemem.report.terminal.scan_screen import print_report
from sparsemem.report.terminal.whatif_screen import print_whatif


def _attachment(record: Attachment, console: Console, everything: bool) -> None:
    if isinstance(record, FamilyAttachment):
        print_family(record.processes, console)
    print_attachment(record, (), console, everything)


def _comparison(record: Comparison, console: Console, everything: bool) -> None:
    print_comparison(record, ("the first", "the second"), console)


def _review(record: Review, console: Console, everything: bool) -> None:
    console.print(render_text(record), markup=False, highlight=False, soft_wrap=True, end="")


def _whatif(record: WhatIf, console: Console, everything: bool) -> None:
    print_whatif(record, console)


SCREENS: dict[type[Any], Callable[[Any, Console, bool], None]] = {
    Report: print_report,
    Attachment: _attachment,
    FamilyAttachment: _attachment,
    Comparison: _comparison,
    Review: _review,
    WhatIf: _whatif,
}
"""A saved rewriting is a list of places: it is shown by `rewrite` beside the diff, and by nothing else."""
