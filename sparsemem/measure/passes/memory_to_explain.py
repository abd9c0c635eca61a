"""Whether a scan has memory whose lines a profiler should tell: a run under one takes longer than all the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sparsemem.measure.passes.pass_protocol import Evidence
from sparsemem.model import Moment, Process, Run

_FRESH_SECONDS = 0.3
"""Between the last look into a worker's memory and when it was last seen; more, and it may have grown since."""
IsLoud = Callable[[int, int], bool]
"""Whether so many bytes, of so many anonymous ones, are worth a warning."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Bytes that need an explanation, and the anonymous bytes that they are a part of."""

    bytes: int
    anonymous_bytes: int


def has_memory_to_explain(evidence: Evidence, is_loud: IsLoud) -> bool:
    """A peak that passes, memory that is held though nothing alive is in it, a live heap that grows with the data, or
    one that nobody owns."""
    return any(is_loud(part.bytes, part.anonymous_bytes) for part in _parts(evidence))


def seen_runs(evidence: Evidence) -> list[Run]:
    """Those whose end was seen, or whose last look before it."""
    return [seen for run in evidence.runs if run.is_whole and (seen := run.judged()) is not None]


def _parts(evidence: Evidence) -> Iterator[_Part]:
    runs = seen_runs(evidence)
    for run in runs:
        yield from _of_run(run)
    ends = [run.moments.end for run in sorted(runs, key=lambda run: run.scale)]
    if ends:
        yield from _between(ends[0], ends[-1])
        nobody = sum(one.live_bytes for one in evidence.heap.owners if one.owner is None) if evidence.heap else 0
        yield _Part(nobody, _anonymous(ends[-1]))


def _of_run(run: Run) -> Iterator[_Part]:
    start, peak, end = run.moments.start, run.moments.peak, run.moments.end
    yield _Part(_anonymous(peak) - _anonymous(end), _anonymous(peak))
    yield _Part(_gap(end) - _gap(start), _anonymous(end))
    for worker in run.processes:
        held = worker.last.rss_bytes if worker.last and _is_of_its_end(worker) else None
        if held is not None and worker.pid != run.processes[0].pid:
            yield _Part((worker.peak_rss_bytes or 0) - held, worker.peak_rss_bytes or 0)


def _is_of_its_end(worker: Process) -> bool:
    """Whether the last look is what it held in the end: one that grew since has no peak that passed."""
    looked = worker.last_sharing.seconds if worker.last_sharing else worker.last_seconds
    return looked is None or worker.last_seconds is None or worker.last_seconds - looked <= _FRESH_SECONDS


def _between(small: Moment | None, large: Moment | None) -> Iterator[_Part]:
    if small is not None and large is not None and None not in (small.live_bytes, large.live_bytes):
        yield _Part((large.live_bytes or 0) - (small.live_bytes or 0), _anonymous(large))


def _anonymous(moment: Moment | None) -> int:
    return (moment.anonymous_bytes if moment else None) or 0


def _gap(moment: Moment | None) -> int:
    return (moment.gap_bytes if moment else None) or 0
