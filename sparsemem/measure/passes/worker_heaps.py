"""The processes beside the root in a profiler pass: which are recorded as well, and what came of it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sparsemem.measure.moments.capture_file import capture_beside, written_bytes
from sparsemem.measure.passes.memray_capture import Wanted, read_capture
from sparsemem.measure.passes.profiler_figures import placed
from sparsemem.measure.run.finished import Finished
from sparsemem.model import Process, Profile, Run, WorkerHeap
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.model.run_processes import is_fork, others

MOST_FORKS = 16
"""Each costs its process 20 to 90 ms at its start, more where more files may be open, and a file."""
LONGEST_SECONDS = 30.0
"""Of wall time without a profiler; the workers of a longer program, if they are busy, would fill the disk."""
_MOST_READ_BYTES = 64 << 20
"""Of records of single allocations, which are read at some 2 MB a second: the largest workers come first."""
_MOST_LINES = 5


def forks_to_record(runs: Iterable[Run]) -> int:
    """How many forked processes to record: none where the runs of the sweep had none that could hold much, or took
    too long.

    A fork's RSS has its parent's pages in it: a small child of a large parent is recorded without need.
    """
    large = (
        is_fork(process, run) and (process.peak_rss_bytes or 0) > LEAST_COMPARED_BYTES
        for run in runs
        if run.wall_seconds <= LONGEST_SECONDS
        for process in others(run)
    )
    return MOST_FORKS if any(large) else 0


def with_workers(profile: Profile, finished: Finished, python: str) -> Profile:
    """The profile of the root with what its workers held, and how many processes nothing is known of."""
    processes = others(finished.run)
    heaps = _read_heaps([process for process in processes if is_fork(process, finished.run)], finished, python)
    unrecorded = [process for process in processes if heaps.get(process.pid) is None]
    large = [heap for heap in heaps.values() if heap and heap.live_peak_bytes > LEAST_COMPARED_BYTES]
    return replace(
        profile,
        workers=tuple(sorted(large, key=lambda heap: -heap.live_peak_bytes)),
        unrecorded_processes=len(unrecorded),
        unrecorded_peak_bytes=max((process.peak_rss_bytes or 0 for process in unrecorded), default=0) or None,
    )


def _read_heaps(forks: list[Process], finished: Finished, python: str) -> dict[int, WorkerHeap | None]:
    """What memray recorded of each, by its number; None where there is nothing, too much, or it cannot be read."""
    heaps, left = {}, _MOST_READ_BYTES
    for process in sorted(forks, key=lambda process: -(process.peak_rss_bytes or 0)):
        capture = _capture_of(process.pid, finished.place.mailbox)
        size = written_bytes(capture)
        heaps[process.pid] = _read(process.pid, capture, finished.place.cwd, python) if 0 < size <= left else None
        left -= size
    return heaps


def _read(pid: int, capture: Path, cwd: Path, python: str) -> WorkerHeap | None:
    recorded = read_capture(python, capture, Wanted())
    if isinstance(recorded, str):
        return None
    return WorkerHeap(pid, recorded.peak.requested_bytes, placed(recorded.peak.lines[:_MOST_LINES], cwd))


def _capture_of(pid: int, mailbox: Path) -> Path:
    """The file of a forked process, as the probe names it."""
    capture = capture_beside(mailbox)
    return capture.with_name(f"{capture.name}.{pid}")
