"""How a watched process goes on: each series with its pattern, its counter and its stretches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sparsemem.live.growth.counter_ties import TableSize, Tie, table_size, tie
from sparsemem.live.growth.dated_segments import Segment, segments_of
from sparsemem.live.growth.growth_words import amount, name_of, tell_pattern, tell_segment, tell_tie
from sparsemem.live.growth.measured_series import LEAST_POINTS, Series
from sparsemem.live.growth.named_pattern import GROWING, Pattern, name_pattern
from sparsemem.live.growth.watched_series import WatchedSeries
from sparsemem.live.readable_record import Readable
from sparsemem.report.html.html_blocks import html_paragraphs, html_table
from sparsemem.units import format_seconds, format_size

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

COLUMNS = ("series", "first", "last", "growth", "pattern")


@dataclass(frozen=True, slots=True, repr=False)
class SeriesGrowth(Readable):
    """One series and what it does."""

    series: Series
    pattern: Pattern
    segments: tuple[Segment, ...]
    tie: Tie | None
    table: TableSize | None
    started: float
    segment_ties: tuple[Tie | None, ...] = ()
    """The counter that moves along in each stretch."""

    @property
    def is_growing(self) -> bool:
        """Whether no end of it is in sight."""
        return self.pattern.name in GROWING

    @property
    def first(self) -> float:
        """The median of the first twentieth of the values."""
        return float(np.median(self.series.values[: self._edge]))

    @property
    def last(self) -> float:
        """The median of the last twentieth."""
        return float(np.median(self.series.values[-self._edge :]))

    @property
    def _edge(self) -> int:
        return max(len(self.series.values) // 20, 1)

    @property
    def bytes_a_second(self) -> float | None:
        """At its end; None where it does not grow, or in steps that double."""
        span = float(self.series.seconds[-1] - self.series.seconds[0])
        each = self.pattern.each
        return None if each is None or not span else each * (len(self.series.seconds) - 1) / span

    @property
    def sentence(self) -> str:
        """What it is, since when, and which counter goes along."""
        told = tell_pattern(self.series, self.pattern, self.started)
        return f"{told} {tell_tie(self.series, self.tie, self.table)}".strip()

    @property
    def segment_sentences(self) -> list[str]:
        """One for each stretch, in the order of time."""
        told = zip(self.segments, self.segment_ties, strict=True)
        return [tell_segment(self.series, segment, self.started, along) for segment, along in told]

    def __str__(self) -> str:
        return f"{name_of(self.series)}: {self.sentence}"

    def row(self) -> tuple[str, ...]:
        """As a table shows it."""
        sizes = (self.first, self.last, self.last - self.first)
        return (name_of(self.series), *(amount(self.series, size) for size in sizes), self.pattern.name)


@dataclass(frozen=True, slots=True, repr=False)
class Growth(Readable):
    """The series of a watch that have at least 12 values; RSS first, and the counters last."""

    series: tuple[SeriesGrowth, ...]
    marks: int
    limit_bytes: int | None = None

    def __getitem__(self, name: str) -> SeriesGrowth:
        """The series of that name, `rss_bytes` for example. Raises KeyError."""
        for one in self.series:
            if one.series.name == name:
                return one
        raise KeyError(name)

    @property
    def is_growing(self) -> bool:
        """Whether a size grows without an end in sight; counters may do as they like."""
        return any(one.is_growing for one in self.series if one.series.is_bytes)

    @property
    def seconds_to_limit(self) -> float | None:
        """From the last value on, at the pace of the RSS; None where it does not grow, or there is no limit."""
        rss = next((one for one in self.series if one.series.name == "rss_bytes"), None)
        if rss is None or self.limit_bytes is None or not rss.bytes_a_second or rss.bytes_a_second <= 0:
            return None
        return max(self.limit_bytes - rss.last, 0.0) / rss.bytes_a_second

    def sentences(self) -> Iterator[str]:
        """One for each size, and when the limit is reached."""
        for one in self.series:
            if one.series.is_bytes:
                yield str(one)
        if self.seconds_to_limit is not None:
            left = format_seconds(self.seconds_to_limit)
            yield f"The limit of {format_size(self.limit_bytes)} is reached in {left} at this pace."

    def __str__(self) -> str:
        return "\n".join(self.sentences()) or "Too few values to tell a pattern."

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from sparsemem.report.terminal.terminal_blocks import plain_table

        yield plain_table("How it goes on", COLUMNS, [one.row() for one in self.series])
        yield str(self)

    def _repr_html_(self) -> str:
        rows = [one.row() for one in self.series]
        return html_table("How it goes on", COLUMNS, rows) + html_paragraphs(*self.sentences())


def growth_of(watched: WatchedSeries, limit_bytes: int | None = None) -> Growth:
    """Each series with its pattern. Raises InputError where ruptures is not installed."""
    told = [one for one in (*watched.sizes, *watched.counters) if len(one.values) >= LEAST_POINTS]
    return Growth(tuple(_grown(one, watched) for one in told), watched.marks, limit_bytes)


def _grown(series: Series, watched: WatchedSeries) -> SeriesGrowth:
    pattern = name_pattern(series)
    counters = watched.counters if series.is_bytes else ()
    table = table_size(series, pattern.jumps, counters) if pattern.name == "doubling steps" else None
    moves = pattern.name not in ("steady", "open")
    start = pattern.begin if pattern.name == "linear growth" else 0
    found = tie(series, counters, start) if moves else None
    segments = tuple(segments_of(series, pattern))
    ties = tuple(tie(series, counters, one.start, one.stop) if one.kind == "rise" else None for one in segments)
    return SeriesGrowth(series, pattern, segments, found, table, watched.started, ties)
