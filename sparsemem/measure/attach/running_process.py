"""What is seen of a process that already runs: look by look, and what keeps its memory."""

from dataclasses import dataclass, replace

from sparsemem.errors import InputError
from sparsemem.measure.attach.counted_collections import CountedCollections
from sparsemem.measure.attach.named_process import read_begin, read_command, refusal
from sparsemem.measure.attach.repeated_looks import Looks, TimedReading
from sparsemem.measure.machine.memory_limits import memory_charge
from sparsemem.measure.machine.platforms import elsewhere, is_read, look_elsewhere
from sparsemem.measure.program.own_modules import modules_of_process, with_own
from sparsemem.model import AttachedLook, HeapMap, HeapStep, Observation, RunningTarget
from sparsemem.outside import Reading
from sparsemem.outside.heap_findings import NOTHING_KEPT, Asked, HeapReading
from sparsemem.outside.heap_reading import read_first, read_heap_of_process
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.units import format_share

_UNKNOWN = HeapReading(NOTHING_KEPT, heap_map=None)
_SAMPLED = (
    "who holds its heap is estimated from a sample, and growth by name, garbage, caches and waste are not known"
)
_NOT_TOLD = "who holds its heap is not known, because no sample of it is small enough"
_CUT_SHORT = (
    "The process ended or changed while its objects were read: "
    "some of what is told beside who holds its heap is missing."
)


@dataclass(frozen=True, slots=True)
class Attached:
    """What was seen, and what a reader has to know beside it, a sentence each."""

    observation: Observation
    notes: tuple[str, ...]
    interrupted: bool = False
    """Whether the looks ended before their time because somebody asked for it."""
    heap_map: HeapMap | None = None
    """None where nobody asked for it, or the process was gone by then."""
    way: tuple[HeapStep, ...] | None = None
    """Why an object is alive, likewise."""


def attach_process(pid: int, seconds: float, asked: Asked) -> Attached:
    """Looks at a process once, or for so many seconds about once a second.

    Raises InputError, saying what would allow it, where it is gone, may not be read, or runs no Python.
    """
    command, begun = read_command(pid), read_begin(pid)
    if not is_read():
        return Attached(look_elsewhere(pid, command), (elsewhere("the RSS of a process"),))
    asked.tell("where its memory is")
    looks = Looks(pid)
    if not runs_python(looks.last):
        raise refusal(pid, command)
    if seconds:
        asked.tell("who holds what, to compare with")
    before = read_first(pid) if seconds else None
    counted = CountedCollections(pid) if seconds else None
    looks.begin_again()
    notes = looks.go_on(seconds, asked.tell)
    target = RunningTarget(pid, command, looks.last.identity.python_version, begun)
    try:
        found = read_heap_of_process(pid, asked, before.held if before else None)
        notes += [] if found.is_whole else [_CUT_SHORT]
    except InputError as error:
        found = replace(_UNKNOWN, heap=before.heap if before else None)
        notes += [] if looks.ended else [f"Who holds its heap is not known: {error}."]
    if before and found.heap and found.heap.sampled is None and found.taken is not None:
        heap = found.heap.since(before.heap, found.taken - before.taken)
        found = replace(found, heap=counted.told(heap) if counted else heap)
    seen = observe(target, looks.readings, found, looks.unix_seconds)
    pinners = with_own(seen.pinners, modules_of_process(pid))
    observation = replace(seen, pinners=pinners, charge=memory_charge(pid))
    told = (*notes, *looks.last.identity.limits, *tell_owned(found))
    return Attached(observation, told, looks.interrupted, found.heap_map, found.way)


def observe(
    target: RunningTarget, readings: list[TimedReading], found: HeapReading, begun: float | None = None
) -> Observation:
    """The record of the looks, which began at `begun` by the clock, and of what holds memory after the last one."""
    last = readings[-1][1]
    looks = [
        AttachedLook(seconds, reading.moment, None if begun is None else begun + seconds)
        for seconds, reading in readings
    ]
    moment = last.moment
    if found.heap is None or not found.heap.is_drained:
        moment = moment.with_garbage(found.garbage)
    looks[-1] = replace(looks[-1], moment=moment)
    return Observation(
        target=target,
        looks=tuple(looks),
        pinners=pinner_records(found.kept),
        heap=found.heap.closed_over(moment.ledger) if found.heap else None,
        coverage=found.kept.coverage,
        trimmable_bytes=last.malloc.trimmable_bytes,
        allocator=last.identity.allocator,
    )


def tell_owned(found: HeapReading) -> list[str]:
    """How far the owners are known, in a sentence."""
    if found.blocks_beyond is not None:
        return [
            f"It has {found.blocks_beyond:,} live blocks, too many to keep what each refers to: "
            f"{_SAMPLED if found.heap else _NOT_TOLD}. Who keeps free memory is known of a few objects of the types "
            "that keep the most."
        ]
    share = found.kept.owner_coverage
    if share is None:
        return []
    return [f"The owners of {format_share(share, 1)} of the live bytes in Python's arenas are known."]


def runs_python(reading: Reading) -> bool:
    """Whether an interpreter is mapped, or pools of one are there although it is part of another program."""
    return reading.identity.python_version is not None or reading.python.arenas > 0
