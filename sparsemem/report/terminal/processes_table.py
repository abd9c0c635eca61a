"""The processes of a run for a terminal: a line for each, with what it held when it was last looked at."""

from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sparsemem.diagnose.quantities.workers import short_command
from sparsemem.model import Process, Run
from sparsemem.report.terminal.terminal_blocks import has_room
from sparsemem.report.words.unlooked_workers import unlooked_workers
from sparsemem.units import format_seconds, format_size

_COLUMNS = ("RSS", "PSS", "anonymous", "live", "gap", "seen")
_GARBAGE = "garbage"
_MOST_SHOWN = 12
_FIGURES_WIDTH = 65
"""Columns that the figures take in a table."""


def print_processes(run: Run, console: Console) -> None:
    """Print those of a run that had more than one, the largest first; nothing for one process alone."""
    if len(run.processes) < 2:
        return
    shown = sorted(run.processes, key=_rss_bytes, reverse=True)[:_MOST_SHOWN]
    rows = _rows(shown)
    console.print(Text(f"\n{len(run.processes)} processes at {run.scale}x", style="bold"))
    console.print(_table(rows, console.width - _FIGURES_WIDTH) if has_room(console) else _lines(rows))
    console.print(Text(" ".join(_notes(run, len(run.processes) - len(shown))) + "\n", style="dim"))


def _rows(processes: Sequence[Process]) -> list[tuple[Process, dict[str, str]]]:
    """Each with its figures by column; what waits for a collector has one where it is known of any."""
    rows = [(process, dict(zip(_COLUMNS, _figures(process), strict=True))) for process in processes]
    if any(process.garbage is not None for process in processes):
        for process, figures in rows:
            figures[_GARBAGE] = format_size(process.garbage.bytes) if process.garbage else "?"
    return rows


def _table(rows: Sequence[tuple[Process, dict[str, str]]], letters: int) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
    columns = list(rows[0][1])
    letters -= sum(len(column) + 3 for column in columns if column == _GARBAGE)
    for column in ("pid", *columns):
        table.add_column(column, justify="right", overflow="fold")
    table.add_column("command", overflow="fold")
    for process, figures in rows:
        command = short_command(process.command, max(letters, 3))
        table.add_row(str(process.pid), *figures.values(), Text(command))
    return table


def _lines(rows: Sequence[tuple[Process, dict[str, str]]]) -> RenderableType:
    """Where there is no room for a table."""
    return Group(
        *(
            Text(f"{process.pid} {short_command(process.command, 40)}: {', '.join(map(' '.join, figures.items()))}")
            for process, figures in rows
        )
    )


def _rss_bytes(process: Process) -> int:
    return process.last.rss_bytes if process.last else 0


def _figures(process: Process) -> list[str]:
    last, sharing, seen = process.last, process.last_sharing, process.last_seconds
    sizes = (
        last.rss_bytes if last else None,
        sharing.pss_bytes if sharing else None,
        last.anonymous_bytes if last else None,
        last.live_bytes if last else None,
        last.gap_bytes if last else None,
    )
    read = sharing.seconds if sharing else seen
    return [*map(format_size, sizes), "?" if read is None else format_seconds(read)]


def _notes(run: Run, hidden: int) -> list[str]:
    """What a reader has to know of the figures, a sentence each."""
    notes = ["Each as it was last looked at, so many seconds after the start; RSS counts shared pages for each."]
    unread = sum(process.last is None or process.last.ledger is None for process in run.processes)
    if unread:
        notes.append(f"Gone before a look into its memory: {unread}.")
    if hidden:
        notes.append(f"Smaller ones that are not shown: {hidden}.")
    if any(process.garbage is not None for process in run.processes):
        notes.append("garbage: what waited for the collector when that was looked at last, part of what is live.")
    notes += [sentence for sentence in (unlooked_workers(run), _copied(run)) if sentence]
    return notes


def _copied(run: Run) -> str:
    """Written pages that were shared at first and are no longer, over all processes that shared any."""
    pairs = [(one.first_sharing, one.last_sharing) for one in run.processes]
    looks = [(first, last) for first, last in pairs if first and last and first.shared_heap_bytes]
    before = sum(first.shared_heap_bytes or 0 for first, _ in looks)
    after = sum(last.shared_heap_bytes or 0 for _, last in looks)
    if before == after:
        return ""
    own = sum(last.own_heap_bytes or 0 for _, last in looks)
    return (
        f"Forks shared {format_size(before)} with others at the first look and {format_size(after)} at the last, "
        f"when {format_size(own)} were their own."
    )
