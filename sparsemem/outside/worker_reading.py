"""What is read of a process beside the one that is measured: far less than of that one."""

from dataclasses import dataclass, replace

from sparsemem.model import Garbage, HeapCache, Pinner
from sparsemem.outside.caches import read_caches, read_clocks
from sparsemem.outside.heap_reading import FAULTS, survey_of
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.pinner_records import pinner_records
from sparsemem.outside.owners.returned_nodes import ReturnOfNodes


@dataclass(frozen=True, slots=True)
class WorkerReading:
    """Of a process beside the root; None where it cannot be told."""

    garbage: Garbage | None = None
    """What waits for its collector."""
    caches: tuple[HeapCache, ...] | None = None
    pinners: tuple[Pinner, ...] | None = None
    """Who keeps its free memory; None as well where nobody asked."""


def read_worker(pid: int, is_stopped: bool, asks_who_keeps: bool = False) -> WorkerReading:
    """What a process beside the root has. `is_stopped` is whether it waits to end, with its collector off by our
    doing; `asks_who_keeps` is whether it has free memory that is worth the question."""
    try:
        view = open_view(open_source(pid))
        survey = survey_of(view, is_stopped)
        if survey is None:
            return WorkerReading()
        found = read_caches(survey, read_clocks(), ReturnOfNodes(survey).bytes, compares=False)
        caches = tuple(replace(one, process=pid) for one in found)
        pinners = pinner_records(divide_heap(view, survey, False)) if asks_who_keeps else None
        return WorkerReading(survey.garbage, caches, pinners)
    except FAULTS:
        return WorkerReading()
