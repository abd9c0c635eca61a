"""The processes of a run: which is the root, which are the others, and which of them are forks."""

from sparsemem.model.run import Process, Run


def root_of(run: Run) -> Process | None:
    """The process that was started for the run: the first one whose parent is none of the tree; None where unseen."""
    pids = {process.pid for process in run.processes}
    roots = [process for process in run.processes if process.parent not in pids]
    return min(roots, key=lambda process: process.first_seconds or 0.0, default=None)


def others(run: Run) -> list[Process]:
    """The processes of the run but the root, in the order in which they were first seen."""
    found = [process for process in run.processes if process is not root_of(run)]
    return sorted(found, key=lambda process: (process.first_seconds or 0.0, process.pid))


def is_fork(process: Process, run: Run) -> bool:
    """Whether it began with its parent's pages: by what the kernel says, else because it runs the same command."""
    if process.forked is not None:
        return process.forked
    parent = next((other for other in run.processes if other.pid == process.parent), None)
    return parent is not None and parent.command == process.command
