"""What a process finds out of itself: records that draw themselves on a terminal and in a notebook."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sparsemem.errors import InputError
from sparsemem.live.readable_record import Readable
from sparsemem.model import Heap, HeapCache, Moment, Pinner
from sparsemem.model.codec import decode
from sparsemem.report.html.html_blocks import html_paragraphs, html_table
from sparsemem.report.words.cache_words import cache_table, shown_caches
from sparsemem.report.words.ledger_words import PARTS, sizes
from sparsemem.units import format_share, format_size

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

_MOST = 20
_NO_CACHES = "No cache of this process holds a quarter of a megabyte."
_UNKNOWN = (
    "Who holds the heap of this process cannot be told: that takes CPython 3.11 to 3.15, glibc's malloc, and for "
    "caches at most 12 million blocks."
)


class _Drawn(Readable):
    """A record whose text is what a terminal shows of it."""

    __slots__ = ()

    def __str__(self) -> str:
        from sparsemem.report.terminal.plain_text import plain_text

        return plain_text(cast("RenderableType", self))


@dataclass(frozen=True, slots=True, repr=False)
class ProcessLedger(_Drawn):
    """The parts of this process's RSS, at one moment."""

    moment: Moment

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from sparsemem.report.terminal.terminal_blocks import ledger_table

        if self.moment.ledger is not None:
            yield ledger_table(self.moment, self.moment.ledger, self._title, console)
        yield sizes("The process holds", self.moment)

    def _repr_html_(self) -> str:
        told = html_paragraphs(sizes("The process holds", self.moment))
        if self.moment.ledger is None:
            return told
        rows = [
            (PARTS[name], format_size(size), "" if size is None else format_share(size, self.moment.rss_bytes))
            for name, size in self.moment.ledger.told_parts()
        ]
        return html_table(self._title, ("part", "bytes", "share"), rows) + told

    @property
    def _title(self) -> str:
        return f"Where the {format_size(self.moment.rss_bytes)} of RSS are"


@dataclass(frozen=True, slots=True, repr=False)
class ProcessHeap(_Drawn):
    """Who holds the live heap of this process, its types, its cycles and its caches; `found` is None where that
    cannot be told."""

    found: Heap | None
    owners_only: bool = False
    """Whether neither caches nor waste were looked for."""

    @property
    def caches(self) -> "ProcessCaches":
        """The caches alone. Raises InputError where they were not looked for."""
        if self.owners_only:
            raise InputError("this heap was read for its owners only: ask sparsemem.caches() for the caches")
        return ProcessCaches(self.found if self.found and self.found.sampled is None else None)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[RenderableType]":
        from sparsemem.report.terminal.holders_table import owners_table

        yield _UNKNOWN if self.found is None else owners_table(self.found, console, _MOST)

    def _repr_html_(self) -> str:
        if self.found is None:
            return html_paragraphs(_UNKNOWN)
        rows = [
            (
                f"{one.owner or '(all others)'}{f': {one.type}' if one.type else ''}",
                f"{one.objects:,}",
                format_size(one.live_bytes),
                format_size(one.retained_bytes),
                format_share(one.retained_bytes, self.found.live_bytes),
            )
            for one in self.found.owners[:_MOST]
        ]
        head = ("owner", "objects", "holds", "retains", "share")
        return html_table(f"Who holds the live heap: {format_size(self.found.live_bytes)}", head, rows)


@dataclass(frozen=True, slots=True, repr=False)
class ProcessCaches(_Drawn):
    """The caches of this process, those that hold the most first; a sequence of `HeapCache`."""

    found: Heap | None

    def __iter__(self) -> Iterator[HeapCache]:
        return iter(self._caches)

    def __len__(self) -> int:
        return len(self._caches)

    def __getitem__(self, at: int) -> HeapCache:
        return self._caches[at]

    def __rich__(self) -> "RenderableType":
        from sparsemem.report.terminal.caches_table import caches_table

        table = None if self.found is None else caches_table(self.found, _MOST)
        return table or (_UNKNOWN if self.found is None else _NO_CACHES)

    def _repr_html_(self) -> str:
        shown = shown_caches(self.found, _MOST) if self.found is not None else ()
        if not shown:
            return html_paragraphs(_UNKNOWN if self.found is None else _NO_CACHES)
        told = cache_table(shown)
        return html_table("Caches", told.heads, told.rows, told.note)

    @property
    def _caches(self) -> tuple[HeapCache, ...]:
        return self.found.caches if self.found is not None else ()


def ledger_of(answer: str) -> ProcessLedger:
    """The ledger that the helper wrote. Raises InputError where it says why there is none."""
    return ProcessLedger(decode(Moment, _record(answer)))


def heap_of(answer: str, owners_only: bool = False) -> ProcessHeap:
    """The heap that the helper wrote. Raises InputError where it says why there is none."""
    found = _record(answer)
    return ProcessHeap(None if found is None else decode(Heap, found), owners_only)


def pinners_of(answer: str) -> tuple[Pinner, ...]:
    """Who keeps free memory from going back, as the helper wrote it. Raises InputError with its reason."""
    return tuple(decode(Pinner, one) for one in _record(answer))


def _record(answer: str) -> Any:
    told: dict[str, Any] = json.loads(answer)
    if "error" in told:
        raise InputError(told["error"])
    return told["record"]
