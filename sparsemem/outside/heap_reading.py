"""What objects keep from being returned, who holds them, and the map that shows where: from one survey of a heap."""

from contextlib import suppress
from dataclasses import replace
from time import monotonic

from sparsemem.errors import InputError
from sparsemem.model import Heap
from sparsemem.outside.caches import STOPPED, Clocks, read_caches, read_clocks
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import can_follow, is_small
from sparsemem.outside.heap_findings import NOTHING_KEPT, Asked, FirstLook, HeapReading
from sparsemem.outside.live_heap.earlier_look import EarlierLook, remember
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import Survey, take_survey
from sparsemem.outside.live_heap.mapped_memory import read_mapped
from sparsemem.outside.live_heap.path_from_root import find_way
from sparsemem.outside.map.map_cells import draw_map
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.objects.heap_view import View, open_view
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.outside.owners.returned_by_owner import returned_by_owner
from sparsemem.outside.owners.returned_nodes import ReturnOfNodes
from sparsemem.outside.sampled_reading import read_sample, sample_of, sampled_record
from sparsemem.outside.waste.waste_record import read_waste

FAULTS = (OSError, InputError, IndexError, ValueError, ArithmeticError)
"""What a walk through memory ends with that somebody else writes, or that is gone."""


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
        return read_sample(view, asked, taken)
    record = heap_record(survey.live, before).with_garbage(survey.garbage)
    found = HeapReading(NOTHING_KEPT, None, record, None, survey.garbage, taken, survey.can_come_back)
    for step in (_with_kept, _with_caches, _with_waste, _with_mapped):
        return_free_memory()
        try:
            found = step(found, survey, asked, clocks)
        except FAULTS:
            return replace(found, is_whole=False)
    return found


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


def _with_mapped(found: HeapReading, survey: Survey, _asked: Asked, _clocks: Clocks) -> HeapReading:
    assert found.heap is not None
    return replace(found, heap=replace(found.heap, mapped=read_mapped(survey.live)))


def survey_of(view: View, is_stopped: bool = False) -> Survey | None:
    """The survey of a heap, its garbage taken out; None where the heap is too large for one or cannot be followed."""
    return take_survey(view, find_waiting, is_stopped) if is_small(view) and can_follow(view) else None


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
        survey = survey_of(view)
        return sampled_record(sample_of(view)) if survey is None else heap_record(survey.live)
    except FAULTS:
        return None
