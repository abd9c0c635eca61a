"""Dead cycles in the workers of a run: how much waits in each kind of them, and which cycles these are."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sparsemem.diagnose.holders.collection_cost import cost_in_worker
from sparsemem.diagnose.holders.cycle_remedies import collect_between, cycle_remedies
from sparsemem.diagnose.holders.told_cycles import named_cycles, tell_cycles, tell_wait
from sparsemem.diagnose.quantities.workers import own_anonymous_bytes
from sparsemem.diagnose.ruling.judgement import Judgement
from sparsemem.diagnose.ruling.runtime_rule import Conclusion
from sparsemem.diagnose.ruling.worker_findings import WorkerQuestion, check_workers
from sparsemem.model import Garbage, Process, Run, Sweep
from sparsemem.units import format_share, format_size


def waiting_in(worker: Process, run: Run) -> int | None:
    """What waited in a worker when it was last looked for, in bytes, as far as the worker's own memory goes: what it
    shares with its parent is the parent's garbage. None where nobody looked."""
    own = own_anonymous_bytes(worker, run)
    if worker.garbage is None or own is None:
        return None
    return min(worker.garbage.bytes, own)


def check_workers_for_cycles(sweep: Sweep) -> Iterator[Conclusion]:
    """A conclusion for each kind of worker in which much waits, with the cycles of the one in which most does."""
    for conclusion in check_workers(sweep, _QUESTION):
        most = max(_found(sweep, conclusion.evidence["workers"]), key=lambda one: one.bytes)
        cycles, cost = named_cycles(most.cycles, most.bytes), cost_in_worker(most)
        yield replace(
            conclusion,
            message=f"{conclusion.message}{tell_cycles(cycles)}{tell_wait(cycles)}",
            location=cycles[0].location if cycles else None,
            remedies=cycle_remedies(cycles, cost) if cycles else (collect_between(cost),),
        )


def _found(sweep: Sweep, workers: list[dict[str, Any]]) -> list[Garbage]:
    pids = {one["pid"] for one in workers}
    processes = [process for run in sweep.runs for process in run.processes if process.pid in pids]
    return [process.garbage for process in processes if process.garbage is not None]


def _message(found: Judgement, live_bytes: int | None) -> str:
    share = format_share(found.bytes, found.anonymous_bytes)
    return (
        f"{format_size(found.bytes)}, {share} of the anonymous memory at the last look, was garbage in dead "
        "reference cycles that waited for a collection. Its objects refer to each other and nothing else refers to "
        "them."
    )


_QUESTION = WorkerQuestion(waiting_in, "python_live_bytes", _message, (), must_grow=False)
