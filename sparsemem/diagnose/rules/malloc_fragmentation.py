"""SM102: free chunks of malloc between live ones, which a trim does not return."""

from sparsemem.allocators.registry import named
from sparsemem.allocators.stand_in import StandIn
from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.judging import Judgement, increase, judge, part
from sparsemem.diagnose.series import series
from sparsemem.model import Finding, Remedy, Sweep
from sparsemem.units import format_size

CODE, NAME = "SM102", "malloc fragmentation"

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

held_bytes = increase(part("start", "malloc_free_bytes"), part("after_trim", "malloc_free_bytes"))
"""Bytes free in malloc's heaps after a trim, less those at the start."""


def check(sweep: Sweep) -> Finding | None:
    """A finding where the bytes that a trim left free are a large part of the anonymous memory at the end."""
    found = judge(sweep, held_bytes)
    if found is None:
        return None
    live = series(sweep, part("after_trim", "malloc_live_bytes")).last
    stand_in = named(sweep.environment.stand_in)
    return found.finding(CODE, NAME, message(found, live, stand_in), REMEDIES, malloc_live_bytes=live)


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


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
    meaning="""
        malloc returns free memory by whole pages of 4 kB. Where blocks of about a kilobyte are freed and one in
        every few survives, nearly every page still holds something alive, and a trim finds no whole page to
        return. It is no leak: the next allocations of that size use the holes again.
    """,
    measured="""
        The resident bytes of malloc's heaps after a malloc_trim(0), less the chunks in use, less what was free
        at the start.
    """,
    example="""
        messages = [bytes(900) for _ in range(1_000_000)]
        KEPT = messages[::4]
        del messages
    """,
    remedies=REMEDIES,
)
