"""The free memory of a heap divided among what is alive in it: by type, and by owner where the graph is known."""

from dataclasses import replace

from sparsemem.outside.live_heap.heap_survey import Survey
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.objects.block_histogram import Census, take_census
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.owners.example_values import with_values
from sparsemem.outside.owners.kept_by_owner import EMPTY, WHOLE_PAGES, kept_by_owner
from sparsemem.outside.owners.kept_memory import KeptMemory, kept_memory_by_type
from sparsemem.outside.owners.owner_division import divide_among_owners
from sparsemem.outside.owners.owners_of_types import owners_by_search, owners_in_graph
from sparsemem.outside.owners.page_units import PageUnits
from sparsemem.outside.owners.release_units import ArenaUnits


def divide_heap(view: View, survey: Survey | None, values: bool = False, census: Census | None = None) -> KeptMemory:
    """What is alive among the free memory, by type and by owner; with `values`, with a few of the objects.

    Without a survey of the view, only the owners of the largest types are searched for; `census` is that of the view,
    where it was taken already.
    """
    if survey:
        census, kept = survey.census, divide_among_all_owners(survey)
    else:
        census = census or take_census(view)
        kept = kept_memory_by_type(census)
        kept = replace(kept, types=owners_by_search(kept.types, view))
    return with_values(kept, census, view.source.memory) if values else kept


def divide_among_all_owners(survey: Survey) -> KeptMemory:
    """The same from the owner of every block."""
    kept = kept_memory_by_type(survey.census)
    arenas = divide_among_owners(survey, ArenaUnits(survey))
    owners, types = kept_by_owner(arenas, EMPTY), owners_in_graph(kept.types, arenas)
    del arenas
    return_free_memory()
    pages = kept_by_owner(divide_among_owners(survey, PageUnits(survey)), WHOLE_PAGES)
    return replace(kept, types=types, owners=owners, page_owners=pages, own_classes=survey.live.own_classes)
