"""What a program holds under each allocator setting, as a page."""

from dataclasses import dataclass
from typing import Any

from sparsemem.model import WhatIf
from sparsemem.report.html.assembly import render_page
from sparsemem.report.words.whatif_words import (
    HEAD,
    HEAD_NOTE,
    SettingLine,
    asides,
    setting_lines,
    whatif_head,
    whatif_title,
    written_lines,
)


@dataclass(frozen=True, slots=True)
class SettingBar:
    """One setting; percents of the largest peak among them, None where unknown."""

    name: str
    is_recommended: bool
    end_percent: float | None
    released_percent: float | None
    peak_percent: float | None
    cells: tuple[str, ...]


def render_whatif_html(record: WhatIf) -> str:
    """One file that needs no network: the answer with the line to write down, then all settings."""
    return render_page("whatif.html.j2", **whatif_content(record))


def whatif_content(record: WhatIf) -> dict[str, Any]:
    """What a page and a notebook show."""
    lines = setting_lines(record)
    sizes = [size for line in lines for size in _sizes(line) if size is not None]
    most = max(sizes, default=0) or 1
    return {
        "title": f"Best setting: {record.recommended}" if record.recommended else whatif_title(record),
        "mood": "good" if record.recommended else "unsure",
        "why": record.why,
        "written": written_lines(record),
        "head": whatif_head(record),
        "columns": HEAD,
        "note": HEAD_NOTE,
        "settings": [_bar(line, most) for line in lines],
        "remarks": [*record.notes, *asides(record)],
    }


def _sizes(line: SettingLine) -> tuple[int | None, int | None, int | None]:
    row, after = line.row, line.released
    return row.end_rss_bytes, after.end_rss_bytes if after else None, row.tree_peak_bytes or row.peak_rss_bytes


def _bar(line: SettingLine, most: int) -> SettingBar:
    end, released, peak = (None if size is None else round(100 * size / most, 2) for size in _sizes(line))
    return SettingBar(line.row.name, line.is_recommended, end, released, peak, tuple(line.cells()))
