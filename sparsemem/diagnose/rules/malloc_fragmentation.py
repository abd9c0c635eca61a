"""SM102: free chunks of malloc between live ones, which a trim does not return."""

from collections.abc import Iterator

from sparsemem.allocators.registry import named
from sparsemem.allocators.stand_in import StandIn
from sparsemem.diagnose.holders.remedies import remedies_for
from sparsemem.diagnose.quantities.series import series
from sparsemem.diagnose.quantities.workers import made_free_bytes, trimmable_bytes
from sparsemem.diagnose.ruling.after_the_end import free_at_end
from sparsemem.diagnose.ruling.judgement import Judgement, increase, is_known, judge, part
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.pinner_names import name_pinners
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.worker_findings import RECYCLE, WorkerQuestion, check_workers, less_start
from sparsemem.model import Finding, Process, Remedy, Run
from sparsemem.units import format_size

REMEDIES = (
    Remedy("Copy out what survives, in one go at the end, so that it does not lie between what is dropped."),
    Remedy(
        "Allocate what is to stay before what is to go, or keep it in one large buffer (bytearray, array, numpy)."
    ),
    Remedy(
        "Where the code cannot change, work in a child process that hands over the result; its heap goes with it.",
        "concurrent.futures.ProcessPoolExecutor(max_tasks_per_child=1)",
    ),
)

held_bytes = increase(
    part("start", "malloc_free_bytes"),
    free_at_end(part("after_trim", "malloc_free_bytes"), "malloc_free_bytes"),
)
"""Bytes free in malloc's heaps after a trim, less those at the start and what was freed after the last line."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the bytes that a trim left free are a large part of the anonymous memory at the end."""
    sweep = measured.sweep
    found = judge(sweep, held_bytes)
    if found is not None:
        live = series(sweep, part("after_trim", "malloc_live_bytes")).last
        text = message(found, live, named(sweep.environment.stand_in))
        yield name_pinners(found.conclusion(text, malloc_live_bytes=live), measured.pinners, "malloc", "pages")
    yield from check_workers(sweep, WORKERS)


def pinned_bytes(worker: Process, run: Run) -> int | None:
    """Free in malloc's heaps by the worker's own doing, as far as a trim would leave it, less what was free when the
    root began."""
    free, kept = made_free_bytes(worker, run, "malloc"), trimmable_bytes(worker, run)
    return None if free is None or kept is None else less_start(free - kept, "malloc_free_bytes", run)


def advise(finding: Finding, measured: Measurements) -> tuple[Remedy, ...]:
    """What to do about the owners that pin the pages."""
    return remedies_for([one for one in measured.pinners if one.heap == "malloc"], finding, measured.heap)


def message(found: Judgement, live: int | None, stand_in: StandIn | None = None) -> str:
    """What is the matter, with the live bytes that the free ones lie between."""
    if stand_in is not None:
        return (
            f"{format_size(found.bytes)} in {stand_in.name}'s heaps is free, and a call of {stand_in.release} does "
            f"not return it: it lies between live blocks, {format_size(live)} in all, or in caches and tables of "
            f"{stand_in.name}. This is no leak.{found.doubt}"
        )
    return (
        f"{format_size(found.bytes)} in malloc's heaps is free but cannot go back to the system: live chunks, "
        f"{format_size(live)} in all, lie in nearly every page of it, so that a trim finds no whole page to "
        f"return. This is no leak.{found.doubt}"
    )


WORKERS = WorkerQuestion(
    pinned_bytes, "malloc_live_bytes", message, (*REMEDIES[:2], RECYCLE), kept=("malloc", "pages")
)

RULE = RuntimeRule(
    code="SM102",
    name="malloc fragmentation",
    family="sparse",
    meaning="""
        malloc returns free memory by whole pages of 4 kB. Where blocks of about a kilobyte are freed and one in
        every few survives, nearly every page still holds something alive, and a trim finds no whole page to
        return. It is no leak: the next allocations of that size use the holes again.
    """,
    measured="""
        The resident bytes of malloc's heaps after a malloc_trim(0), less the chunks in use, less what was free
        at the start and what was freed after the last line (SM130).
    """,
    example="""
        messages = [bytes(900) for _ in range(1_000_000)]
        KEPT = messages[::4]
        del messages
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(held_bytes),
    advise=advise,
    explained_by=("SM110", "SM106"),
    questions=("survivors", "gap"),
)
