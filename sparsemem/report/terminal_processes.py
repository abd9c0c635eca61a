"""The processes of a run for a terminal: a line for each, with what it held when it was last looked at."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sparsemem.diagnose.workers import short_command
from sparsemem.model import Process, Run
from sparsemem.units import format_seconds, format_size

_COLUMNS = ("RSS", "PSS", "anonymous", "live", "gap", "seen")
_MOST_SHOWN = 12
_FIGURES_WIDTH, _LEAST_LETTERS = 64, 14
"""Columns that the figures take, and letters of a command that are shown wherever they go."""


def print_processes(run: Run, console: Console) -> None:
    """Print those of a run that had more than one, the largest first; nothing for one process alone."""
    if len(run.processes) < 2:
        return
    title = f"{len(run.processes)} processes at {run.scale}x"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.padding = (0, 0, 0, 1)
    table.add_column("process", justify="right", overflow="fold")
    for column in _COLUMNS:
        table.add_column(column, justify="right", overflow="fold")
    table.add_column("command", overflow="fold")
    letters = max(console.width - _FIGURES_WIDTH, _LEAST_LETTERS)
    shown = sorted(run.processes, key=_rss_bytes, reverse=True)[:_MOST_SHOWN]
    for process in shown:
        table.add_row(str(process.pid), *_figures(process), Text(short_command(process.command, letters)))
    console.print()
    console.print(table)
    console.print(Text(" ".join(_notes(run, len(run.processes) - len(shown))) + "\n", style="dim"))


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
    copied = _copied(run)
    if copied:
        notes.append(copied)
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
