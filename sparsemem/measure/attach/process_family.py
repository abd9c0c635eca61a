"""A running process and all its descendants, each with its ledger."""

from collections.abc import Collection
from dataclasses import replace

import psutil

from sparsemem.errors import InputError
from sparsemem.measure.attach.named_process import read_command
from sparsemem.measure.attach.running_process import Attached, attach_process, runs_python
from sparsemem.measure.machine.platforms import is_read
from sparsemem.measure.moments.page_sharing import make_sharing, read_rollup
from sparsemem.measure.run.tree_member import read_start, read_status
from sparsemem.measure.run.worker_garbage import LEAST_BYTES
from sparsemem.model import Copies, Heap, Process
from sparsemem.outside import Reading, open_source, read_ledger
from sparsemem.outside.heap_findings import Asked
from sparsemem.outside.memory.twin_pages import read_fork_copies
from sparsemem.outside.worker_reading import WorkerReading, read_worker


def attach_family(pid: int, seconds: float, asked: Asked) -> Attached:
    """Looks at each of the family, and as `attach_process` does at the one of them that holds the most.

    Raises InputError where the process is gone, may not be read, or nobody of the family runs Python.
    """
    read_command(pid)
    if not is_read():
        return attach_process(pid, seconds, asked)
    family = [_Member(process, _read(process.pid)) for process in _family(pid)]
    python = [member for member in family if member.reading and runs_python(member.reading)]
    if not python:
        raise _refusal(pid, family)
    largest = max(python, key=_Member.rss_bytes)
    found = attach_process(largest.process.pid, seconds, asked)
    pids = {member.process.pid for member in family}
    asked.tell("who holds the heap of the other processes")
    heaps = {one.process.pid: _heap(one) for one in python if one is not largest}
    records = [member.record(pids) for member in sorted(family, key=_Member.rss_bytes, reverse=True)]
    processes = [record and _with_heap(record, heaps.get(record.pid)) for record in records]
    note = f"Types and verdict are those of process {largest.process.pid}, which holds the most."
    heap = _named(found.observation.heap, largest.process.pid) if len(python) > 1 else found.observation.heap
    observation = replace(found.observation, heap=heap, processes=tuple(filter(None, processes)))
    return replace(found, observation=observation, notes=(note, *found.notes))


class _Member:
    def __init__(self, process: psutil.Process, reading: Reading | None) -> None:
        self.process, self.reading = process, reading

    def rss_bytes(self) -> int:
        return self.reading.moment.rss_bytes if self.reading else 0

    def record(self, family: Collection[int]) -> Process | None:
        """Beside its parent, where that is one of the family; None where it has ended meanwhile."""
        status = read_status(self.process.pid)
        try:
            parent = self.process.ppid()
            forked = _is_forked(self.process.pid, parent) if parent in family else None
            return Process(
                pid=self.process.pid,
                parent=parent,
                command=read_command(self.process.pid),
                peak_rss_bytes=status.peak_rss_bytes if status else None,
                last=self.reading.moment if self.reading else None,
                forked=forked,
                last_sharing=make_sharing(self.reading, read_rollup(self.process.pid), 0.0) if self.reading else None,
                copies=_copies(self.process.pid, parent) if forked else None,
            )
        except (psutil.Error, InputError):
            return None


def _named(heap: Heap | None, pid: int) -> Heap | None:
    """With its caches named by the process, as those of the others are."""
    return heap and replace(heap, caches=tuple(replace(one, process=pid) for one in heap.caches))


def _heap(member: _Member) -> WorkerReading | None:
    """Of a process that is large enough for it to matter; None where it was not looked for."""
    assert member.reading is not None
    is_large = (member.reading.moment.anonymous_bytes or 0) >= LEAST_BYTES
    return read_worker(member.process.pid, is_stopped=False) if is_large else None


def _with_heap(record: Process, heap: WorkerReading | None) -> Process:
    return replace(record, caches=heap.caches, owners=heap.owners) if heap else record


def _is_forked(pid: int, parent: int) -> bool | None:
    """Whether it still runs the program that its parent runs; None where that may not be read."""
    own, above = read_start(pid), read_start(parent)
    return own == above if own and above else None


def _copies(pid: int, parent: int) -> Copies | None:
    """What it has from its parent, and what of that is twice by now; None where one of both cannot be read."""
    try:
        found = read_fork_copies(open_source(pid), open_source(parent))
    except (InputError, OSError):
        return None
    return Copies(found.shared_bytes + found.copied_bytes, found.copied_bytes, full_collections=None)


def _family(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return [root]


def _read(pid: int) -> Reading | None:
    try:
        return read_ledger(pid)
    except InputError:
        return None


def _refusal(pid: int, family: list[_Member]) -> InputError:
    """Why nobody of the family can be told: the kernel says why, where it let us read none."""
    if not any(member.reading for member in family):
        try:
            read_ledger(pid)
        except InputError as error:
            return error
    return InputError(
        f"neither process {pid} nor a descendant of it runs Python; name the process of the interpreter itself"
    )
