"""A process and its descendants for a terminal: one line each, and their sum."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sparsemem.diagnose.quantities.workers import short_command
from sparsemem.model import Moment, Process
from sparsemem.model.known_sum import known_sum
from sparsemem.units import format_size

_MOST_LETTERS = 200
_COLUMNS = ("RSS", "live", "Python free", "malloc free", "rest")


def print_family(processes: Sequence[Process], console: Console) -> None:
    """Print the ledgers side by side, in five parts that add up: what RSS is, and what of it is which."""
    table = Table(title=f"{len(processes)} processes", title_justify="left", title_style="bold", expand=True)
    table.box, table.padding = box.SIMPLE_HEAD, (0, 1, 0, 0)
    table.add_column("process", justify="right", no_wrap=True)
    for column in _COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("command", overflow="fold", ratio=1)
    rows = [_sizes(process.last) for process in processes]
    for process, row in zip(processes, rows, strict=True):
        table.add_row(str(process.pid), *map(format_size, row), Text(short_command(process.command, _MOST_LETTERS)))
    table.add_section()
    table.add_row("", *(format_size(_sum(column)) for column in zip(*rows, strict=True)), "together")
    table.caption, table.caption_justify = _caption(processes), "left"
    console.print(table)


def _sizes(moment: Moment | None) -> tuple[int | None, ...]:
    """The RSS; what of it is alive, free in Python's arenas and in malloc's heaps; and what is left."""
    ledger = moment.ledger if moment else None
    if moment is None or ledger is None:
        return (moment.rss_bytes if moment else None, None, None, None, None)
    parts = (ledger.live_bytes, ledger.python_free_bytes, ledger.malloc_free_bytes)
    return (moment.rss_bytes, *parts, _rest(moment, parts))


def _rest(moment: Moment, parts: tuple[int | None, ...]) -> int | None:
    known = known_sum(parts)
    return None if known is None else moment.rss_bytes - known


def _sum(sizes: Sequence[int | None]) -> int | None:
    """Of what is known; None where nothing is."""
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None


def _apart(processes: Sequence[Process]) -> str:
    """What they hold without that, where it is known of all."""
    held = known_sum(process.last_sharing.pss_bytes if process.last_sharing else None for process in processes)
    return "." if held is None else f"; counted once, they hold {format_size(held)} (PSS)."


def _caption(processes: Sequence[Process]) -> str:
    unread = sum(process.last is None for process in processes)
    shared = "Pages that several of them share count for each" + _apart(processes)
    return f"{shared} Not read, and in no sum: {unread} of them." if unread else shared
