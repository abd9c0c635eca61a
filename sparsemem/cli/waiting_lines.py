"""A line on standard error while something is done that takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sparsemem.cli.output import notices


@contextmanager
def waiting(of: str) -> Iterator[Callable[[str], None]]:
    """A line on standard error while something is done that takes long, with the step that is told and the time since
    it began; nothing where that is no terminal."""
    console = notices()
    if not console.is_terminal:
        yield lambda step: None
        return
    line = Progress(SpinnerColumn(), TextColumn(of), TextColumn("{task.description}"), TimeElapsedColumn(),
                          console=console, transient=True)  # fmt: skip
    with line:
        task = line.add_task("")
        yield lambda step: line.update(task, description=escape(step))


@contextmanager
def counted(noun: str) -> Iterator[Callable[[int, int], None]]:
    """A line on standard error that says how many of a known number are done."""
    with notices().status("") as status:
        yield lambda done, total: status.update(f"{done} of {total} {noun}")
