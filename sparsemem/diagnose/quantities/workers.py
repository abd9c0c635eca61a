"""The processes of a run beside its root: which are forks, which are alike, and what each holds for itself."""

import re
from collections.abc import Callable

from sparsemem.model import Process, Run
from sparsemem.model.run_processes import is_fork, others

_NUMBER = re.compile(r"\d+")
_METHOD = re.compile(r" -c from (multiprocessing\.\w+) import ")
"""How multiprocessing starts an interpreter for spawn, forkserver and its tracker of resources."""

Kind = tuple[str, bool]
"""The command without its numbers, and whether it was forked without a program of its own: alike are those of one."""


def alike(run: Run) -> dict[Kind, list[Process]]:
    """The processes but the root, those of one kind together."""
    kinds: dict[Kind, list[Process]] = {}
    for process in others(run):
        kinds.setdefault((_NUMBER.sub("#", process.command), is_fork(process, run)), []).append(process)
    return kinds


def shared_bytes(process: Process, run: Run) -> int:
    """Private memory that a fork still has in common with others, in bytes; 0 where nothing is known to be."""
    if process.last_sharing is None or not is_fork(process, run):
        return 0
    return process.last_sharing.shared_heap_bytes or 0


def own_anonymous_bytes(process: Process, run: Run) -> int | None:
    """Anonymous memory at the last look, less what its parent is counted with; None where unknown."""
    if process.last is None or process.last.anonymous_bytes is None:
        return None
    return max(process.last.anonymous_bytes - shared_bytes(process, run), 0)


def made_free_bytes(process: Process, run: Run, name: str) -> int | None:
    """Free bytes of `python` or `malloc` at the last look that are the process's own doing; None where unknown.

    What was free in the pages that it got from its parent is not, copied since or not; nor is what it shares now.
    """
    first, last = process.first_sharing, process.last_sharing
    if first is None or last is None:
        return None
    free: int | None = getattr(last, f"{name}_free_bytes")
    own: int | None = getattr(last, f"own_{name}_free_bytes")
    if free is None or own is None or not is_fork(process, run):
        return free
    inherited = (getattr(first, f"{name}_free_bytes") or 0) - (getattr(first, f"own_{name}_free_bytes") or 0)
    return max(min(own, free - inherited), 0)


def trimmable_bytes(process: Process, run: Run) -> int | None:
    """Bytes of malloc's that are free by the process's own doing, as far as a trim would return them."""
    free = made_free_bytes(process, run, "malloc")
    if free is None or process.last_sharing is None:
        return None
    return min(free, process.last_sharing.malloc_trimmable_bytes or 0)


def short_command(command: str, letters: int) -> str:
    """The command without the folders of its paths, and cut off after so many letters."""
    if method := _METHOD.search(command):
        return short_command(method[1], letters)
    short = " ".join(word.rsplit("/", 1)[-1] for word in command.split())
    return short if len(short) <= letters else f"{short[: letters - 3]}..."


def most_together(processes: list[Process], size: Callable[[Process], int]) -> int:
    """The largest sum of `size` over processes that were alive at one time, in bytes.

    One whose times are unknown is taken to have been there all the time.
    """
    sizes = [(process, size(process)) for process in processes]
    always = sum(bytes_ for process, bytes_ in sizes if process.first_seconds is None)
    begins = {process.first_seconds for process in processes if process.first_seconds is not None}
    together = (sum(bytes_ for process, bytes_ in sizes if _alive(process, seconds)) for seconds in begins)
    return always + max(together, default=0)


def _alive(process: Process, seconds: float) -> bool:
    first, last = process.first_seconds, process.last_seconds
    return first is not None and first <= seconds and (last is None or seconds <= last)
