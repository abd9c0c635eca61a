"""The account of a cell as Markdown: a table of the moments, who kept what, and one sentence that says it."""

from sparsemem.jupyter.cell_account import CellAccount
from sparsemem.report.markdown.markdown_blocks import code, table
from sparsemem.units import format_seconds, format_size

_MOST, _SMALLEST = 6, 100_000
"""Rows of the table of names, and the bytes from which a change is worth a row."""
_NOTHING = 1_000_000
"""Bytes up to which a kernel changes by itself from cell to cell."""


def render_account_markdown(account: CellAccount) -> str:
    """What the cell did, in a sentence and two tables."""
    blocks = [told(account), _moments(account), _kept(account)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def told(account: CellAccount) -> str:
    """One paragraph: how far the RSS rose, what has stayed of it, and what of that is alive."""
    rose, stayed, live = account.peak_growth_bytes, account.rss_growth_bytes, account.live_growth_bytes
    peak = "" if rose is None else f"At its peak the cell took {format_size(max(rose, 0))} more RSS. "
    if stayed < _NOTHING:
        return f"{peak}Nothing of that has stayed." if rose else "The RSS is as it was."
    end = f"{peak}{format_size(stayed)} have stayed"
    if live is None:
        return f"{end}; what of it is alive is not known."
    return f"{end}; {format_size(max(live, 0))} of new objects are alive."


def _moments(account: CellAccount) -> str:
    before, after = account.before, account.after
    rows = [
        ("RSS", before.rss_bytes, account.peak_rss_bytes, after.rss_bytes, account.rss_growth_bytes),
        ("live heap", before.live_bytes, None, after.live_bytes, account.live_growth_bytes),
        ("gap: freed, and not given back", before.gap_bytes, None, after.gap_bytes, account.gap_growth_bytes),
    ]
    head = (f"in {format_seconds(account.seconds)}", "before", "peak", "after", "change")
    return table(head, [(name, *map(format_size, sizes), signed(change)) for name, *sizes, change in rows])


def _kept(account: CellAccount) -> str:
    rows = [(code(one.owner), f"{one.objects:+,}", signed(one.live_bytes)) for one in account.kept]
    large = [row for row, one in zip(rows, account.kept, strict=True) if abs(one.live_bytes) >= _SMALLEST]
    return table(("kept by", "objects", "live bytes"), large[:_MOST]) if large else ""


def signed(size: int | None) -> str:
    """A change with its sign."""
    if size is None:
        return format_size(None)
    return f"{'+' if size >= 0 else '-'}{format_size(abs(size))}"
