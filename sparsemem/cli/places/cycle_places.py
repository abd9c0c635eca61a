"""Where the cycles of a heap are closed in source files, as far as these are at hand."""

from dataclasses import replace
from pathlib import Path

from sparsemem.model import Cycle, Heap, Process, Skipped, Sweep
from sparsemem.source.files import display_path, read_source

_MOST = 5
"""Those that hold the most are looked up: each takes as long as a review of its file."""
_LARGEST = 2_000_000
"""Bytes of a file that is read."""


def place_cycles(heap: Heap | None) -> Heap | None:
    """The same heap with the lines at which its largest cycles are closed."""
    if heap is None or not heap.cycles:
        return heap
    return replace(heap, cycles=_every(heap.cycles))


def place_cycles_of_workers(sweep: Sweep) -> Sweep:
    """The same sweep with these lines for its workers."""
    runs = [replace(run, processes=tuple(map(_of_worker, run.processes))) for run in sweep.runs]
    return replace(sweep, runs=tuple(runs))


def _of_worker(process: Process) -> Process:
    found = process.garbage
    if found is None or not found.cycles:
        return process
    return replace(process, garbage=replace(found, cycles=_every(found.cycles)))


def _every(cycles: tuple[Cycle, ...]) -> tuple[Cycle, ...]:
    return (*map(_placed, cycles[:_MOST]), *map(_shown, cycles[_MOST:]))


def _placed(cycle: Cycle) -> Cycle:
    from sparsemem.review.cycle_review import review_cycle  # noqa: PLC0415 (few programs have cycles)
    from sparsemem.source.module import Module  # noqa: PLC0415
    from sparsemem.source.text import UnreadableError  # noqa: PLC0415

    path = Path(cycle.location.path) if cycle.location else None
    try:
        if path is None or not path.is_file() or path.stat().st_size > _LARGEST:
            return _shown(cycle)
        source = read_source(path)
        return _shown(cycle) if isinstance(source, Skipped) else _shown(review_cycle(cycle, Module(source)))
    except (OSError, UnreadableError, RecursionError):
        return _shown(cycle)


def _shown(cycle: Cycle) -> Cycle:
    """The same with the path as it is shown."""
    if cycle.location is None:
        return cycle
    return replace(cycle, location=replace(cycle.location, path=display_path(Path(cycle.location.path))))
