"""SM130: dead reference cycles hold memory until a collection comes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sparsemem.diagnose.holders.collection_cost import cost_in_scan, largest_collection, tell_taken
from sparsemem.diagnose.holders.cycle_remedies import WEAK, collect_between, cycle_remedies
from sparsemem.diagnose.holders.told_cycles import named_cycles, tell_cycles, tell_wait
from sparsemem.diagnose.quantities.series import Quantity, series
from sparsemem.diagnose.ruling.after_the_end import collected_bytes
from sparsemem.diagnose.ruling.judgement import Judgement, judge
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.diagnose.ruling.worker_cycles import check_workers_for_cycles
from sparsemem.model import Cycle, Finding, Remedy, Run
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy("Make the reference that closes the cycle weak, or clear it when the objects are done with.", WEAK),
    Remedy("Where the code cannot change, collect between the batches, and not once after the work.", "gc.collect()"),
)
_MOST_SAVED = 10
_CYCLES = "Its objects refer to each other and nothing else refers to them."


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where what waits at the end, or what one collection of the program freed, is a large part of the memory; the
    root first, then its workers."""
    yield from _check_root(measured)
    yield from check_workers_for_cycles(measured.sweep)


def _check_root(measured: Measurements) -> Iterator[Conclusion]:
    waits, once = waiting_bytes(measured), freed_at_once_bytes(measured)
    waiting, freed = _judge(measured, waits), _judge(measured, once)
    if freed is not None and (waiting is None or freed.bytes > waiting.bytes):
        judgement, message = freed, _freed_at_once(freed, measured)
    elif waiting is not None:
        judgement, message = waiting, _waits(waiting, measured, freed)
    else:
        return
    cycles = _named(measured)
    first = cycles[0] if cycles else None
    cost = cost_in_scan(measured.sweep, measured.heap, judgement.bytes)
    yield replace(
        judgement.conclusion(message, **_evidence(measured, waits, once)),
        subject=first.shape if first else None,
        location=first.location if first else None,
        remedies=cycle_remedies(cycles, cost) if cycles else (REMEDIES[0], collect_between(cost)),
    )


def _judge(measured: Measurements, quantity: Quantity) -> Judgement | None:
    """Beside the peak; beside the end of a process that was already running, whose peak is not known."""
    moment = "end" if measured.looks else "peak"
    return judge(measured.sweep, quantity, moment, must_grow=False)


def waiting_bytes(measured: Measurements) -> Quantity:
    """What waits at the end: what our own collection freed; where there was none, what was found by references."""
    heap = measured.heap

    def read(run: Run) -> int | None:
        freed = collected_bytes(run)
        return freed if freed is not None or heap is None else heap.collectable_bytes

    return read


def freed_at_once_bytes(measured: Measurements) -> Quantity:
    """The most that one collection of the program's own freed: objects by the collector's count, times what each kept
    of those that wait at the end."""
    heap = measured.heap
    each = heap.garbage_bytes / heap.garbage_tracked if heap and heap.garbage_bytes and heap.garbage_tracked else None

    def read(run: Run) -> int | None:
        if run.collections is None or each is None:
            return None
        return round(run.collections.most_objects * each)

    return read


def _named(measured: Measurements) -> tuple[Cycle, ...]:
    return named_cycles(measured.heap.cycles, measured.heap.garbage_bytes) if measured.heap else ()


def _freed_at_once(found: Judgement, measured: Measurements) -> str:
    share = format_share(found.bytes, found.anonymous_bytes)
    took = tell_taken(largest_collection(measured.sweep))
    return (
        f"One collection freed about {format_size(found.bytes)} at once, {share} of the anonymous memory at the peak"
        f"{took}: until it came, this was garbage in dead reference cycles. {_CYCLES}{tell_cycles(_named(measured))}"
    )


def _waits(found: Judgement, measured: Measurements, freed: Judgement | None) -> str:
    share, cycles = format_share(found.bytes, found.anonymous_bytes), _named(measured)
    when = "" if measured.looks else " at the peak"
    text = (
        f"{format_size(found.bytes)}, {share} of the anonymous memory{when}, is garbage in dead reference cycles, "
        f"and waits for a collection. {_CYCLES}{tell_cycles(cycles)}{tell_wait(cycles)}"
    )
    if freed is None:
        return text
    took = tell_taken(largest_collection(measured.sweep))
    return f"{text} While the program ran one collection freed about {format_size(freed.bytes)} at once{took}."


def _evidence(measured: Measurements, waits: Quantity, once: Quantity) -> dict[str, Any]:
    heap = measured.heap
    cycles, took = heap.cycles[:_MOST_SAVED] if heap else (), largest_collection(measured.sweep)
    return {
        "waiting_bytes": series(measured.sweep, waits).last,
        "freed_at_once_bytes": series(measured.sweep, once).last,
        "freed_at_once_seconds": [took.took_low_seconds, took.took_high_seconds] if took else None,
        "garbage_objects": heap.garbage_objects if heap else None,
        "cycles": [
            {"shape": one.shape, "count": one.count, "objects": one.objects, "retained_bytes": one.retained_bytes}
            for one in cycles
        ],
    }


def is_answered(measured: Measurements) -> bool:
    """Whether garbage was looked for, or a collection of ours could have shown it."""
    return bool(series(measured.sweep, waiting_bytes(measured)).points)


def accounts_for(garbage: Finding, other: Finding) -> bool:
    """What passes, or is free, in the root process; workers have collectors of their own."""
    return "workers" not in other.evidence


RULE = RuntimeRule(
    code="SM130",
    name="reference cycles",
    family="cyclic",
    meaning="""
        Objects that refer to each other in a circle do not go when the last other reference to them goes: their
        reference counts never fall to zero. They wait, with all that they hold, until the cyclic collector looks at
        them. It counts objects and not bytes, and looks at older ones seldom: a few cycles with large buffers wait
        for long. It is no leak, and no memory that an allocator keeps: malloc_trim returns none of it.
    """,
    measured="""
        At the end what a gc.collect() frees of the live heap, and which objects these are: the reference count of
        each object, less the references of other objects that the collector knows, tells what is held by nothing
        else. While the program runs the collector's own counters, read from outside, tell how many objects one
        collection freed at the most; times what each of them keeps. In a worker what waited when its references were
        looked at last: at the end of the program where it lived until then, else while it ran.
    """,
    example="""
        class Node:
            def __init__(self, parent=None):
                self.parent, self.children = parent, []  # weakref.ref(parent) would let the tree go at once
                if parent: parent.children.append(self)
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    explains=("SM110",),
    accounts_for=accounts_for,
    questions=("cycles",),
)
