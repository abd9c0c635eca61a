"""What a control group is charged with beside the RSS of the program, in sentences that all who show it share."""

from sparsemem.model import Group, GroupMemory, Run
from sparsemem.units import MB, format_size

_LEAST_BYTES = 10 * MB
"""Of what no RSS shows: below, nothing is said where there is no limit."""
_LEAST_TOLD = MB

_KINDS = {
    "shared_bytes": "tmpfs and shared memory",
    "file_bytes": "cache of files",
    "kernel_bytes": "the kernel's own",
}


def kinds(memory: GroupMemory, before: GroupMemory | None = None) -> list[str]:
    """The kinds of memory that no RSS shows, or not only, as far as they are known; with `before`, what was added."""
    found = []
    for name, words in _KINDS.items():
        size, start = getattr(memory, name), getattr(before, name) if before else 0
        if size is not None and start is not None and size - start >= _LEAST_TOLD:
            found.append(f"{words} {format_size(size - start)}")
    if (memory.dirty_bytes or 0) >= _LEAST_TOLD:
        found.append(f"to be written back first {format_size(memory.dirty_bytes)}")
    return found


def charge(run: Run) -> list[str]:
    """What the group of a run is charged with, a sentence each; nothing where it tells no more than the RSS does."""
    group, end = run.group, run.moments.end
    if group is None or group.end is None or group.end.charged_bytes is None or end is None:
        return []
    before = group.before.charged_bytes if group.before else None
    grown = None if before is None else group.end.charged_bytes - before
    unseen = 0 if grown is None else grown - (end.anonymous_bytes or 0)
    if group.limit_bytes is None and group.high_bytes is None and unseen < _LEAST_BYTES:
        return []
    more = "" if grown is None or grown <= 0 else f", {format_size(grown)} more than before the run"
    told = [
        f"The control group is charged with {format_size(group.end.charged_bytes)} at the end of {run.scale}x{more}"
        f"{_bounds(group)}."
    ]
    beside = kinds(group.end, group.before)
    if beside:
        told.append(f"Of the rise, beside the memory of processes: {', '.join(beside)}.")
    return told


def _bounds(group: Group) -> str:
    limit = f"; its limit is {format_size(group.limit_bytes)}" if group.limit_bytes is not None else ""
    high = f"; from {format_size(group.high_bytes)} on it is slowed down" if group.high_bytes is not None else ""
    return limit + high


def death(run: Run) -> str | None:
    """How the kernel ended a process of the run for want of memory; None where it did not, or nobody knows.

    A group may hold other programs as well: of a run that ended well, and by itself, nothing is said.
    """
    if run.group is None or not run.group.oom_kills or run.outcome not in ("ok", "failed"):
        return None
    if run.outcome == "ok" and len(run.processes) < 2:
        return None
    who = "killed by the kernel" if run.exit_code == -9 else "a process of its control group was killed by the kernel"
    limit = run.group.limit_bytes
    if limit is None:
        return f"{who}: the memory ran out"
    return f"{who}: the group's limit of {format_size(limit)} was reached"
