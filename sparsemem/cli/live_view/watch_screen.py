"""The picture of a watched process on a terminal, and what the keys do to it."""

from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.table import Table
from rich.text import Text

from sparsemem.live.view.drawn_series import (
    ASCII,
    BLOCKS,
    DESCENDANT_COLUMNS,
    Row,
    descendant_rows,
    series_rows,
    span,
    sparkline,
)
from sparsemem.live.view.looked_at import LookedAt, OwnerRow
from sparsemem.report.terminal.terminal_blocks import ledger_table
from sparsemem.units import format_seconds, format_share, format_size

_MOST_DESCENDANTS = 5
_LEAST_OWNERS = 3
_NO_ROWS = 3
"""Lines that are no rows of owners: their title, the names of the columns, and the last line of the picture."""
_HEAD_LINES = 2
_FEW_DESCENDANTS, _LEAST_PARTS = 2, 4
"""Rows of the two tables where the terminal is too low for all of them."""
KEYS = "s sort  up/down choose  Enter drill  o owners now  p pause  w save  q quit"


@dataclass(slots=True)
class Shown:
    """What the person at the keys has chosen."""

    by_growth: bool = False
    chosen: int = 0
    is_drilled: bool = False
    is_paused: bool = False
    said: str = ""

    def press(self, key: str, rows: int) -> None:
        """A key that changes the picture alone."""
        match key:
            case "s":
                self.by_growth = not self.by_growth
            case "up" | "k":
                self.chosen = max(self.chosen - 1, 0)
            case "down" | "j":
                self.chosen = min(self.chosen + 1, max(rows - 1, 0))
            case "enter":
                self.is_drilled = not self.is_drilled
            case "escape":
                self.is_drilled = False


def draw(seen: LookedAt, shown: Shown, console: Console) -> RenderableType:
    """All of it, of the height of the terminal; what was said last, or the keys, is its last line."""
    rows, series = seen.sorted_owners(shown.by_growth), series_rows(seen)
    parts: list[RenderableType] = [_head(seen, shown), _series(series, console)]
    if shown.is_drilled and rows:
        parts.append(_drilled(rows[min(shown.chosen, len(rows) - 1)]))
    else:
        # Lines are counted: to render what will be drawn only to see how high it is takes as long as to draw it.
        room = console.height - 1 - _HEAD_LINES - len(series)
        sizes = _table_sizes(seen, room - (1 if seen.heap is None else _LEAST_OWNERS + _NO_ROWS - 1))
        parts += _tables(seen, console, sizes)
        parts.append(_owners(seen, shown, max(room + 1 - sizes.lines - _NO_ROWS, _LEAST_OWNERS)))
    picture = Layout()
    said = shown.said or ("Reading who holds the live heap ..." if seen.reads_owners else KEYS)
    last = Text(said, style="dim", no_wrap=True, overflow="ellipsis")
    picture.split_column(Layout(Group(*parts)), Layout(last, size=1))
    return picture


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How many parts of the ledger and how many descendants have a row, and the lines of both tables."""

    parts: int
    descendants: int
    lines: int


def _table_sizes(seen: LookedAt, room: int) -> _Sizes:
    """All, or fewer where there is not room for so many lines."""
    parts = len(seen.moment.ledger.told_parts()) if seen.moment and seen.moment.ledger else 0
    sizes = _Sizes(0, 0, 0)
    for most, fewest in ((_MOST_DESCENDANTS, parts), (_FEW_DESCENDANTS, parts), (_FEW_DESCENDANTS, _LEAST_PARTS)):
        shown, members = min(parts, fewest), min(len(seen.descendants), most)
        sizes = _Sizes(shown, members, shown + bool(shown) + members + 2 * bool(members))
        if sizes.lines <= room:
            break
    return sizes


def _tables(seen: LookedAt, console: Console, sizes: _Sizes) -> list[RenderableType]:
    """The ledger and the descendants."""
    tables: list[RenderableType] = []
    if (moment := seen.moment) is not None and moment.ledger is not None:
        tables += [_title(seen.ledger_title), ledger_table(moment, moment.ledger, "", console, sizes.parts)]
    return [*tables, *_descendants(seen, sizes.descendants)] if sizes.descendants else tables


def _head(seen: LookedAt, shown: Shown) -> Text:
    told = ["paused"] if shown.is_paused else []
    told += ["ended"] if seen.ended else []
    told += [seen.trouble] if seen.trouble else []
    told += [f"watched for {format_seconds(seen.samples[-1].seconds)}"] if seen.samples else []
    told += [seen.pace] if seen.pace is not None else []
    if seen.seconds_to_limit is not None:
        told.append(f"limit {format_size(seen.limit_bytes)} in {format_seconds(seen.seconds_to_limit)}")
    told.append(f"our own use {100 * seen.own_share:.1f} % of a core")
    words = f"process {seen.pid}  {seen.command[:60]}\n{'  '.join(told)}"
    return Text(words, style="bold", no_wrap=True, overflow="ellipsis")


def _series(rows: list[Row], console: Console) -> Table:
    """The last value of each, and how it came to be."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for at in range(4):
        table.add_column(justify="right" if at == 1 else "left", no_wrap=True)
    marks = BLOCKS if console.encoding.startswith("utf") else ASCII
    for name, values in rows:
        now = format_size(values[-1] if values else None)
        table.add_row(name, now, sparkline(values, marks), Text(span(values), style="dim"))
    return table


def _descendants(seen: LookedAt, most: int) -> list[RenderableType]:
    """The largest descendants, each with its own ledger in short."""
    rest = len(seen.descendants) - most
    title = f"Descendants, the {most} largest of {len(seen.descendants)}" if rest > 0 else "Descendants"
    table = Table(box=None, pad_edge=False)
    for at, name in enumerate(DESCENDANT_COLUMNS):
        table.add_column(name, justify="left" if at == 1 else "right", no_wrap=True)
    for row in descendant_rows(seen, most):
        table.add_row(*map(Text, row))
    return [_title(title), table]


def _owners(seen: LookedAt, shown: Shown, most: int) -> RenderableType:
    """Those that hold the most, or grow the most."""
    if seen.heap is None:
        due = seen.seconds_to_owners
        when = "" if not due else f" in {format_seconds(due)}"
        return Text(f"Owners are read{when}, when our share of a core allows it; press o for now.", style="dim")
    table = Table(box=None, pad_edge=False)
    for at, name in enumerate(("owner", "retains", "share", "growth", "objects")):
        table.add_column(name, justify="right" if at else "left", no_wrap=True)
    for at, row in enumerate(seen.sorted_owners(shown.by_growth)[:most]):
        style = "reverse" if at == shown.chosen else ""
        table.add_row(*map(Text, _cells(row, seen.heap.live_bytes)), style=style)
    return Group(_title(f"{seen.heap_title}; {'what grows' if shown.by_growth else 'the largest'} first"), table)


def _title(words: str) -> Text:
    """A line of its own: the title of a table would be no wider than the table."""
    return Text(words, style="bold", no_wrap=True, overflow="ellipsis")


def _cells(row: OwnerRow, live: int) -> tuple[str, ...]:
    held = row.owner.retained_bytes if row.owner.retained_bytes is not None else row.owner.live_bytes
    growth = "" if row.growth_bytes is None else format_size(row.growth_bytes)
    return (row.owner.owner or "", format_size(held), format_share(held, live), growth, f"{row.owner.objects:,}")


def _drilled(row: OwnerRow) -> RenderableType:
    """All that is known of one owner."""
    owner = row.owner
    return Group(
        Text(owner.owner or "", style="bold"),
        Text(f"path: {' > '.join(owner.path)}"),
        Text(f"types: {', '.join(owner.types)}"),
        Text(
            f"{owner.objects:,} objects, {format_size(owner.live_bytes)}; retains {format_size(owner.retained_bytes)}"
        ),
        Text(f"growth since the look before: {format_size(row.growth_bytes)}"),
        Text("Enter or Esc: back", style="dim"),
    )
