"""What of the rules for a whole run can be asked of a worker, of which there is no moment but the last look."""

from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.diagnose.judging import Judgement, part
from sparsemem.diagnose.rules import malloc_fragmentation, malloc_retention, pymalloc_fragmentation
from sparsemem.diagnose.workers import made_free_bytes
from sparsemem.model import Process, Remedy, Run

RECYCLE = Remedy(
    "Have the pool replace each worker after so many tasks: what has become of its memory goes with it.",
    "multiprocessing.Pool(maxtasksperchild=100)",
)


@dataclass(frozen=True, slots=True)
class WorkerRule:
    """A rule as it is asked of a worker."""

    code: str
    name: str
    remedies: tuple[Remedy, ...]
    size: Callable[[Process, Run], int | None]
    """The bytes that it is about; None where unknown."""
    live: str
    """The part of the ledger that lies between them."""
    message: Callable[[Judgement, int | None], str]


def fragmented_bytes(worker: Process, run: Run) -> int | None:
    """Free in Python's arenas by the worker's own doing, less what was free when the root began."""
    return _less_start(made_free_bytes(worker, run, "python"), "python_free_bytes", run)


def kept_bytes(worker: Process, run: Run) -> int | None:
    """Free in malloc's heaps by the worker's own doing, as far as a trim would return it."""
    free = made_free_bytes(worker, run, "malloc")
    if free is None or worker.last_sharing is None:
        return None
    return min(free, worker.last_sharing.malloc_trimmable_bytes or 0)


def pinned_bytes(worker: Process, run: Run) -> int | None:
    """Free in malloc's heaps likewise, as far as a trim would leave it, less what was free when the root began."""
    free, kept = made_free_bytes(worker, run, "malloc"), kept_bytes(worker, run)
    return None if free is None or kept is None else _less_start(free - kept, "malloc_free_bytes", run)


def _less_start(size: int | None, name: str, run: Run) -> int | None:
    return None if size is None else max(size - (part("start", name)(run) or 0), 0)


WORKER_RULES = (
    WorkerRule(
        code=pymalloc_fragmentation.CODE,
        name=pymalloc_fragmentation.NAME,
        remedies=(*pymalloc_fragmentation.REMEDIES[:2], RECYCLE),
        size=fragmented_bytes,
        live="python_live_bytes",
        message=pymalloc_fragmentation.message,
    ),
    WorkerRule(
        code=malloc_fragmentation.CODE,
        name=malloc_fragmentation.NAME,
        remedies=(*malloc_fragmentation.REMEDIES[:2], RECYCLE),
        size=pinned_bytes,
        live="malloc_live_bytes",
        message=malloc_fragmentation.message,
    ),
    WorkerRule(
        code=malloc_retention.CODE,
        name=malloc_retention.NAME,
        remedies=(*malloc_retention.REMEDIES, RECYCLE),
        size=kept_bytes,
        live="malloc_live_bytes",
        message=lambda found, _live: malloc_retention.message(found, "of its own at the last look"),
    ),
)
"""In the order of the table of findings."""
