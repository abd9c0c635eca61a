"""What a process's objects keep from being returned, and the map that shows where: from one survey of its heap."""

from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.model import HeapMap
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.ownership import can_survey, take_survey
from sparsemem.outside.map.map_cells import draw_map
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.kept_memory import KeptMemory
from sparsemem.outside.owners.pinner_records import pinner_records


@dataclass(frozen=True, slots=True)
class HeapReading:
    """What was found; the map is None where nobody asked for it."""

    kept: KeptMemory
    heap_map: HeapMap | None


def make_heap_reading(source: Source, values: bool, draws_map: bool) -> HeapReading:
    """What is kept, with `values` of a few objects, and the map where it is wanted.

    Raises OSError or InputError where the process goes away meanwhile.
    """
    view = open_view(source)
    survey = take_survey(view, find_garbage=find_waiting) if can_survey(view) else None
    kept = divide_heap(view, survey, values)
    return HeapReading(kept, draw_map(view, survey, pinner_records(kept)) if draws_map else None)


def read_heap_of_process(pid: int, values: bool = False, draws_map: bool = False) -> HeapReading:
    """The same of a living process. Raises InputError where it is gone or its references cannot be followed."""
    try:
        return make_heap_reading(open_source(pid), values, draws_map)
    except OSError:
        raise InputError(f"process {pid} went away while its memory was read; name one that runs") from None
    except (IndexError, ValueError, OverflowError) as error:
        # Another program writes this memory while it is read: no owners are better than no report at all.
        raise InputError(f"what refers to what in process {pid} could not be followed ({error})") from None
