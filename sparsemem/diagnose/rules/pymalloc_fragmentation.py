"""SM101: live blocks pin pymalloc's arenas."""

from collections.abc import Iterator

from sparsemem.diagnose.holders.remedies import STREAM, remedies_for
from sparsemem.diagnose.quantities.series import series
from sparsemem.diagnose.quantities.workers import made_free_bytes
from sparsemem.diagnose.ruling.after_the_end import free_at_end
from sparsemem.diagnose.ruling.judgement import Judgement, increase, is_known, judge, part
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.pinner_names import name_pinners
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.worker_findings import RECYCLE, WorkerQuestion, check_workers, less_start
from sparsemem.model import Finding, Process, Remedy, Run
from sparsemem.units import format_ratio, format_size

REMEDIES = (
    STREAM,
    Remedy(
        "Build what survives apart from what does not: before the temporary data, or copied once at the end into "
        "fresh, compact storage."
    ),
    Remedy(
        "Where the code cannot change, convert in a child process that hands over the result; its arenas go with it.",
        "concurrent.futures.ProcessPoolExecutor(max_tasks_per_child=1)",
    ),
)

held_bytes = increase(
    part("start", "python_free_bytes"),
    free_at_end(part("after_trim", "python_free_bytes"), "python_free_bytes"),
)
"""Bytes free in pymalloc's arenas after the last trim and at the last line, less those at the start."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the held bytes are a large part of the anonymous memory at the end; the root first, then its workers."""
    sweep = measured.sweep
    found = judge(sweep, held_bytes)
    if found is not None:
        parts = ("python_live_bytes", "python_free_blocks_bytes", "python_free_pools_bytes")
        sizes = {name: series(sweep, part("after_trim", name)).last for name in parts}
        text = _message_of_mimalloc if sweep.environment.python_allocator == "mimalloc" else message
        concluded = found.conclusion(text(found, sizes["python_live_bytes"]), **sizes)
        yield name_pinners(concluded, measured.pinners, "python", "arenas")
    yield from check_workers(sweep, WORKERS)


def fragmented_bytes(worker: Process, run: Run) -> int | None:
    """Free in Python's arenas by the worker's own doing, less what was free when the root began."""
    return less_start(made_free_bytes(worker, run, "python"), "python_free_bytes", run)


def advise(finding: Finding, measured: Measurements) -> tuple[Remedy, ...]:
    """What to do about the owners that pin the arenas."""
    return remedies_for([one for one in measured.pinners if one.heap == "python"], finding, measured.heap)


def message(found: Judgement, live_bytes: int | None) -> str:
    """What is the matter, with the live bytes that pin the free ones."""
    live = live_bytes or 0
    return (
        f"{format_size(found.bytes)} of Python's own heap is free but cannot go back to the system: small live "
        f"objects, {format_size(live)} in all, are spread over its arenas "
        f"({format_ratio(found.bytes + live, live)} their size), and an arena goes back only when it is wholly "
        f"empty. This is no leak, and malloc_trim cannot reach it.{found.doubt}"
    )


def _message_of_mimalloc(found: Judgement, live: int | None) -> str:
    live = live or 0
    return (
        f"{format_size(found.bytes)} of Python's own heap, which is mimalloc's here, is free and stays: it lies "
        f"between live blocks, {format_size(live)} in all ({format_ratio(found.bytes + live, live)} their size), or "
        f"in pages that mimalloc keeps. This is no leak, and malloc_trim cannot reach it.{found.doubt}"
    )


WORKERS = WorkerQuestion(
    fragmented_bytes, "python_live_bytes", message, (REMEDIES[1], RECYCLE), kept=("python", "arenas")
)

RULE = RuntimeRule(
    code="SM101",
    name="pymalloc fragmentation",
    family="sparse",
    meaning="""
        Python takes memory for small objects (512 bytes and less) in arenas of 1 MiB, and gives an arena back
        only when every block in it is free. Where a program builds full copies of its data and a few small
        objects of each copy survive, each survivor keeps an arena: megabytes of live objects hold gigabytes of
        free memory. It is no leak: the memory is used again when Python next needs small blocks. But nothing
        else can have it, no allocator that is preloaded changes it, and malloc_trim does not reach it. Where
        Python's own allocator is mimalloc (free-threaded builds, PYTHONMALLOC=mimalloc) the same is true of its
        pages.
    """,
    measured="""
        Free blocks and free pools in pymalloc's arenas after the program's end, a collection, a release of
        libraries' pools and a malloc_trim(0), less those at its start and less
        what that collection freed (SM130); the interpreter's own statistics,
        checked against the headers of the pools as they are read from outside.
    """,
    example="""
        rows = {i: {"id": i, "name": f"user {i}"} for i in range(1_000_000)}
        shouted = {i: {**row, "label": row["name"].upper()} for i, row in rows.items()}
        LABELS = {row["label"]: i for i, row in shouted.items() if i % 50 == 0}
        del rows, shouted  # 20,000 labels live on, in nearly every arena
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(held_bytes),
    advise=advise,
    explained_by=("SM110", "SM106"),
    questions=("chain", "survivors", "gap"),
)
