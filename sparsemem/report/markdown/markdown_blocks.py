"""Building blocks that the Markdown forms share: tables, a ledger, a finding with its remedies, and escapes."""

import re
from collections.abc import Iterable, Sequence

from sparsemem.model import Finding, Heap, Moment, Process
from sparsemem.report.words.cache_words import cache_table, shown_caches
from sparsemem.report.words.cycle_words import CYCLE_COLUMNS, cycle_cells, cycle_place, shown_cycles
from sparsemem.report.words.holder_words import (
    MOST_ROWS,
    about_owners,
    owner_cells,
    owner_columns,
    owner_name,
    shown_owners,
)
from sparsemem.report.words.ledger_words import PARTS
from sparsemem.report.words.scan_words import holders
from sparsemem.report.words.waste_words import (
    TITLE,
    WASTE_COLUMNS,
    shown_waste,
    waste_cells,
    waste_name,
    waste_remedy,
)
from sparsemem.units import format_share, format_size

_MOST_CYCLES = 8
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def plain(text: str) -> str:
    """Text as it is, on one line: nothing in it is taken for Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """As code, in a cell of a table: what would end either is told otherwise."""
    return f"`{text.replace('`', chr(39)).replace('|', '/')}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose other columns are figures."""
    lines = [head, [":---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def ledger_table(moment: Moment, when: str) -> str:
    """The parts of the RSS that are not nothing; "" where they are not known."""
    if moment.ledger is None:
        return ""
    rows = [
        (PARTS[name], format_size(size), "" if size is None else format_share(size, moment.rss_bytes))
        for name, size in moment.ledger.told_parts()
    ]
    return table((f"{format_size(moment.rss_bytes)} of RSS{when}", "bytes", "share"), rows)


def caches_table(heap: Heap | None, processes: Sequence[Process] = (), most: int = 12) -> str:
    """The caches that hold the most; "" where none holds a quarter of a megabyte."""
    shown = shown_caches(heap, most, processes) if heap is not None else ()
    if not shown:
        return ""
    told = cache_table(shown)
    drawn = table(told.heads, [(code(name), *cells) for name, *cells in told.rows])
    return f"{drawn}\n\n*{told.note}*" if told.note else drawn


def owners_table(heap: Heap | None, most: int = MOST_ROWS) -> str:
    """The owners that retain the most; "" where they are not known."""
    shown = shown_owners(heap, most) if heap is not None else []
    if heap is None or not shown:
        return ""
    rows = [(code(owner_name(one)), *owner_cells(one, heap)) for one in shown]
    return f"{table(('holds the live heap', *owner_columns(heap)), rows)}\n\n*{about_owners(heap)}*"


def waste_table(heap: Heap | None, most: int = 12) -> str:
    """Memory that the same data would not need, by what would go; "" where there is none worth a line."""
    shown = shown_waste(heap, most) if heap is not None else []
    if heap is None or not shown:
        return ""
    rows = [(code(waste_name(one)), *waste_cells(one, heap), code(waste_remedy(one, heap))) for one in shown]
    return table((TITLE.lower(), *WASTE_COLUMNS, "remedy"), rows)


def cycles_table(heap: Heap | None) -> str:
    """The shapes of dead cycles that keep the most; "" where there are none."""
    shown = shown_cycles(heap, _MOST_CYCLES) if heap else ()
    rows = [(code(one.shape), *cycle_cells(one), code(place) if (place := cycle_place(one)) else "") for one in shown]
    return table(("dead cycles", *CYCLE_COLUMNS, "closed at"), rows) if rows else ""


def finding_section(finding: Finding) -> str:
    """A finding with what made it and its remedies."""
    size = f", {format_size(finding.bytes)}" if finding.bytes is not None else ""
    lines = [f"### {finding.code} {finding.name} ({finding.severity}{size})", "", finding.message, ""]
    made = [f"| {code(name)} | {code(place)} | {size} |" for name, place, size in holders(finding)]
    if made:
        scale = finding.evidence.get("holders_scale")
        lines += [f"At the peak of {scale}x, by the profiler:", ""] if scale is not None else []
        lines += ["| copies made in | line | bytes |", "|:---|:---|---:|", *made, ""]
    for number, remedy in enumerate(finding.remedies, 1):
        command = f" `{remedy.command}`" if remedy.command else ""
        lines.append(f"{number}. {remedy.text}{command}")
    return "\n".join(lines)
