"""What objects keep from being returned, who holds them, and the map that shows where: from one survey of a heap."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic

from sparsemem.errors import InputError
from sparsemem.model import Garbage, Heap, HeapMap, HeapStep
from sparsemem.outside.caches import STOPPED, Clocks, read_caches, read_clocks
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import can_follow, is_small
from sparsemem.outside.live_heap.earlier_look import EarlierLook, remember
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import Sample, Survey, take_sample, take_survey
from sparsemem.outside.live_heap.path_from_root import find_way
from sparsemem.outside.map.map_cells import draw_map
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.objects.heap_view import View, open_view
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.kept_memory import KeptMemory
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.outside.owners.returned_by_owner import returned_by_owner
from sparsemem.outside.owners.returned_nodes import ReturnOfNodes
from sparsemem.outside.waste.waste_record import read_waste


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted beside who keeps and who holds."""

    values: bool = False
    """A few of the objects, shortened."""
    draws_map: bool = False
    why: str | None = None
    """The name of an owner, an attribute or a type: why is the largest such object alive?"""
    tell: Callable[[str], None] = lambda step: None
    """Called with each step as it begins: what takes long is seen to go on."""
    is_stopped: bool = False
    """Whether the process waits at its end, at a moment of ours: a collection is due, and garbage keeps nothing."""


@dataclass(frozen=True, slots=True)
class HeapReading:
    """What was found; the map is None where nobody asked for it."""

    kept: KeptMemory
    heap_map: HeapMap | None
    heap: Heap | None = None
    """Estimated where the heap is too large to follow all of it; None where it cannot be followed."""
    way: tuple[HeapStep, ...] | None = None
    """From the root to the object that was asked for; none where there is no such one, None where nobody asked."""
    garbage: Garbage | None = None
    """What waits for the collector; None where that cannot be told."""
    taken: float | None = None
    """When the blocks were read, in seconds of the monotonic clock; None where none were."""
    can_come_back: bool = False
    """Whether a collection that is due may leave some of the garbage."""
    is_whole: bool = True
    """Whether all that was asked for was looked at before the process went away."""
    blocks_beyond: int | None = None
    """How many blocks are alive, where they are too many to keep what each refers to."""


FAULTS = (OSError, InputError, IndexError, ValueError, ArithmeticError)
"""What a walk through memory ends with that somebody else writes, or that is gone."""

NOTHING_KEPT = KeptMemory(types=(), coverage=None, sampled=0.0, torn_pools=0)
"""Where it is not known what keeps free memory."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Who held what before, to compare with, and to tell where the process ends before the last look."""

    held: EarlierLook
    heap: Heap
    taken: float
    """As in `HeapReading`."""


def make_heap_reading(
    source: Source, asked: Asked, before: EarlierLook | None = None, clocks: Clocks = STOPPED
) -> HeapReading:
    """What is kept, who holds what, and what was asked for; `before` is what was held at an earlier look, `clocks`
    what the kernel's clocks show where the process runs.

    Raises OSError or InputError where the process goes away before it is known who holds what; where it does so
    afterwards, what else was to be found is left out.
    """
    asked.tell("what its objects refer to")
    view = open_view(source)
    taken = monotonic()
    survey = survey_of(view, asked.is_stopped)
    if survey is None:
        return _without_survey(view, asked, taken)
    record = heap_record(survey.live, before).with_garbage(survey.garbage)
    found = HeapReading(NOTHING_KEPT, None, record, None, survey.garbage, taken, survey.can_come_back)
    for step in (_with_kept, _with_caches, _with_waste):
        return_free_memory()
        try:
            found = step(found, survey, asked, clocks)
        except FAULTS:
            return replace(found, is_whole=False)
    return found


def _without_survey(view: View, asked: Asked, taken: float) -> HeapReading:
    """What can be told where not all can be followed: who holds what from a sample, where that can be taken."""
    sample = _sample(view)
    live = sample.live if sample else None
    record = replace(heap_record(live), sampled=sample.every) if sample and live else None
    way = find_way(live, asked.why) if live and asked.why else None
    del live
    return_free_memory()
    kept = divide_heap(view, None, asked.values, sample.census if sample else None)
    return HeapReading(
        kept,
        draw_map(view, None, pinner_records(kept)) if asked.draws_map else None,
        record,
        way,
        taken=taken,
        blocks_beyond=None if is_small(view) else int(view.arenas.pools.used.sum()),
    )


def _with_kept(found: HeapReading, survey: Survey, asked: Asked, _clocks: Clocks) -> HeapReading:
    asked.tell("what keeps free memory")
    view, way = survey.graph.view, find_way(survey.live, asked.why) if asked.why else None
    kept = divide_heap(view, survey, asked.values)
    heap_map = draw_map(view, survey, pinner_records(kept)) if asked.draws_map else None
    return replace(found, kept=kept, heap_map=heap_map, way=way)


def _with_caches(found: HeapReading, survey: Survey, asked: Asked, clocks: Clocks) -> HeapReading:
    asked.tell("its caches")
    returning = ReturnOfNodes(survey)
    caches = read_caches(survey, clocks, returning.bytes)
    return_free_memory()
    returned = returned_by_owner(survey.live, returning.bytes_of_marked)
    assert found.heap is not None
    owners = tuple(replace(one, returned_bytes=returned.get(one.owner or "")) for one in found.heap.owners)
    return replace(found, heap=replace(found.heap, owners=owners, caches=caches))


def _with_waste(found: HeapReading, survey: Survey, asked: Asked, _clocks: Clocks) -> HeapReading:
    asked.tell("equal values and empty room")
    assert found.heap is not None
    return replace(found, heap=replace(found.heap, waste=read_waste(survey.live)))


def survey_of(view: View, is_stopped: bool = False) -> Survey | None:
    """The survey of a heap, its garbage taken out; None where the heap is too large for one or cannot be followed."""
    return take_survey(view, find_waiting, is_stopped) if is_small(view) and can_follow(view) else None


def _sample(view: View) -> Sample | None:
    """A sample of a heap that is too large for a survey; None where it cannot be followed."""
    return take_sample(view) if not is_small(view) and can_follow(view) else None


def read_heap_of_process(pid: int, asked: Asked, before: EarlierLook | None = None) -> HeapReading:
    """The same of a living process. Raises InputError where it is gone or cannot be followed."""
    try:
        return make_heap_reading(open_source(pid), asked, before, read_clocks())
    except OSError:
        raise InputError(f"process {pid} went away while its memory was read; name one that runs") from None
    except (IndexError, ValueError, ArithmeticError) as error:
        # A walk through memory that somebody else writes: rather no owners than none of what else was measured.
        raise InputError(f"what refers to what in process {pid} could not be followed ({error})") from None


def read_first(pid: int) -> FirstLook | None:
    """Who holds what in a living process now; None where that cannot be told."""
    try:
        view = open_view(open_source(pid))
        taken = monotonic()
        survey = survey_of(view)
        if survey is None:
            return None
        live, heap = survey.live, heap_record(survey.live).with_garbage(survey.garbage)
    except FAULTS:
        return None
    with suppress(*FAULTS):
        heap = replace(heap, caches=read_caches(survey, read_clocks(), compares=False))
    return FirstLook(remember(live), heap, taken)


def read_owners(pid: int) -> Heap | None:
    """Who holds the live heap of a living process, and nothing beside it: no caches, no waste, no free memory. None
    where that cannot be told."""
    try:
        view = open_view(open_source(pid))
        survey, sample = survey_of(view), _sample(view)
        if sample and sample.live:
            return replace(heap_record(sample.live), sampled=sample.every)
        return None if survey is None else heap_record(survey.live)
    except FAULTS:
        return None
