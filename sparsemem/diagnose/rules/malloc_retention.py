"""SM103: free memory that malloc keeps although a trim returns it."""

from collections.abc import Iterator
from dataclasses import replace

from sparsemem.allocators.registry import named
from sparsemem.allocators.stand_in import StandIn
from sparsemem.diagnose.quantities.series import at
from sparsemem.diagnose.quantities.workers import trimmable_bytes
from sparsemem.diagnose.ruling.after_the_end import free_at_end
from sparsemem.diagnose.ruling.judgement import Judgement, increase, is_known, judge
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.worker_findings import RECYCLE, WorkerQuestion, check_workers
from sparsemem.model import Remedy
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy(
        "Call malloc_trim(0) after each batch: it returns that memory.",
        'ctypes.CDLL("libc.so.6").malloc_trim(0)',
    ),
    Remedy("Where threads fill and drop buffers, let them share fewer arenas of malloc.", "MALLOC_ARENA_MAX=2"),
    Remedy(
        "Have malloc trim by itself: a fixed threshold switches off the one that grows with the largest block freed.",
        "MALLOC_TRIM_THRESHOLD_=131072",
    ),
)

kept_bytes = free_at_end(
    increase(at("after_trim", "anonymous_bytes"), at("after_release", "anonymous_bytes")), "malloc_free_bytes"
)
"""Bytes of anonymous memory that the trim returned, without those that were freed after the last line."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where a trim returned a large part of the anonymous memory at the end."""
    sweep = measured.sweep
    found = judge(sweep, kept_bytes)
    if found is not None:
        stand_in = named(sweep.environment.stand_in)
        concluded = found.conclusion(message(found, "at the end", stand_in))
        yield replace(concluded, remedies=remedies(stand_in)) if stand_in else concluded
    yield from check_workers(sweep, WORKERS)


def message(found: Judgement, when: str, stand_in: StandIn | None = None) -> str:
    """What is the matter; `when` the anonymous memory was as large as it is set against."""
    share = format_share(found.bytes, found.anonymous_bytes)
    return (
        f"{stand_in.name if stand_in else 'malloc'} keeps {format_size(found.bytes)} of freed memory, {share} of the "
        f"anonymous memory {when}: a call of {stand_in.release if stand_in else 'malloc_trim(0)'} returns it. "
        "This is no leak: the next allocations use it again." + found.doubt
    )


def remedies(stand_in: StandIn) -> tuple[Remedy, ...]:
    """What to do where another allocator is in malloc's place."""
    return (
        Remedy(f"Have {stand_in.name} return free memory earlier.", stand_in.setting),
        Remedy("Have it return what it can after each batch.", stand_in.release),
    )


WORKERS = WorkerQuestion(
    size=trimmable_bytes,
    live="malloc_live_bytes",
    message=lambda found, _live: message(found, "of its own at the last look"),
    remedies=(*REMEDIES, RECYCLE),
)

RULE = RuntimeRule(
    code="SM103",
    name="malloc retention",
    family="sparse",
    meaning="""
        malloc keeps what is freed, in the hope of needing it again: at the top of a heap up to a threshold that
        grows with the largest block freed, below the top for ever, and in a heap of its own for each thread. It
        is no leak: a call of malloc_trim(0) returns it, and so it could be returned at any time. Another allocator
        in malloc's place (jemalloc, tcmalloc, mimalloc) is asked by a call of its own.
    """,
    measured="""
        The anonymous memory just before a malloc_trim(0) less that just after it, when all other layers have
        given back what they can. What was garbage until our own collection is left out: it is SM130's.
    """,
    example="""
        import threading

        def work():
            buffers = [bytearray(2_500) for _ in range(30_000)]  # in the thread's own heap
            kept.append(bytearray(2_500))                        # at its top

        kept = []
        threads = [threading.Thread(target=work) for _ in range(6)]
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_known(kept_bytes),
    explained_by=("SM110", "SM106"),
    questions=("gap",),
)
