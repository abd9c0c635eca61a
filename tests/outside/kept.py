"""What a child's objects keep from being returned: by type alone, or by owner too."""

from sparsemem.outside import KeptMemory, open_source, open_view, take_census
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import can_follow, is_small
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.owners.example_values import with_values
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.kept_memory import kept_memory_by_type


def divide(view: View, values: bool = False) -> KeptMemory:
    """By type and by owner, as a reading of the heap does it."""
    survey = take_survey(view, find_waiting) if is_small(view) and can_follow(view) else None
    return divide_heap(view, survey, values)


def read_kept(pid: int, values: bool = False) -> KeptMemory:
    """The same of a living process; with `values`, with some of the objects."""
    return divide(open_view(open_source(pid)), values)


def read_kept_by_type(pid: int, values: bool = False) -> KeptMemory:
    """By type alone."""
    view = open_view(open_source(pid))
    census = take_census(view)
    kept = kept_memory_by_type(census)
    return with_values(kept, census, view.source.memory) if values else kept
