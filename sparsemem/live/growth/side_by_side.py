"""Two watches of the same work, without a fix and with it: the table that a report of a leak shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sparsemem.live.growth.growth_record import Growth, SeriesGrowth
from sparsemem.live.growth.growth_words import amount, name_of
from sparsemem.live.readable_record import Readable
from sparsemem.report.html.html_blocks import html_table

if TYPE_CHECKING:
    from rich.table import Table

_HEAD = ("series", "", "baseline", "first", "last", "growth", "a mark", "pattern")


@dataclass(frozen=True, slots=True, repr=False)
class SideBySide(Readable):
    """The same series of both; those that only one of them has are left out."""

    without: Growth
    fixed: Growth

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Two for each series: what it began with, the medians of its ends, and what a mark added."""
        names = {one.series.name for one in self.fixed.series}
        for one in self.without.series:
            if one.series.name in names:
                yield _row(one, "without", self.without.marks)
                yield _row(self.fixed[one.series.name], "with", self.fixed.marks)

    def __str__(self) -> str:
        from sparsemem.report.terminal.plain_text import plain_text

        return plain_text(self)

    def __rich__(self) -> "Table":
        from sparsemem.report.terminal.terminal_blocks import plain_table

        return plain_table("Without and with the fix", _HEAD, list(self.rows()))

    def _repr_html_(self) -> str:
        return html_table("Without and with the fix", _HEAD, self.rows())


def _row(one: SeriesGrowth, which: str, marks: int) -> tuple[str, ...]:
    grown = one.last - one.first
    sizes = (float(one.series.values[0]), one.first, one.last, grown)
    each = amount(one.series, grown / marks) if marks else "?"
    return (name_of(one.series), which, *(amount(one.series, size) for size in sizes), each, one.pattern.name)
