"""A `whatif` as Markdown."""

from sparsemem.model import WhatIf
from sparsemem.report.markdown.markdown_blocks import plain, table
from sparsemem.report.words.whatif_words import (
    HEAD,
    HEAD_NOTE,
    asides,
    setting_lines,
    whatif_head,
    whatif_title,
    written_lines,
)


def render_whatif_markdown(record: WhatIf) -> str:
    """The answer, the lines to write down, each setting, and what could not be tried."""
    parts = [f"## {plain(whatif_title(record))}", plain(record.why)]
    parts += [f"{place}:\n\n```\n{line}\n```" for place, line in written_lines(record)]
    rows = [[plain(cell) for cell in line.cells()] for line in setting_lines(record)]
    parts += [plain(whatif_head(record)), table(HEAD, rows), plain(HEAD_NOTE)]
    parts += ["\n".join(f"- {plain(one)}" for one in [*record.notes, *asides(record)])]
    return "\n\n".join(parts) + "\n"
