"""What a child's objects keep from being returned: by type alone, or by owner too."""

from sparsemem.outside import KeptMemory, open_source, open_view, take_census
from sparsemem.outside.heap_reading import read_heap_of_process
from sparsemem.outside.owners.example_values import with_values
from sparsemem.outside.owners.kept_memory import kept_memory_by_type


def read_kept(pid: int, values: bool = False) -> KeptMemory:
    """By type and by owner; with `values`, with some of the objects."""
    return read_heap_of_process(pid, values).kept


def read_kept_by_type(pid: int, values: bool = False) -> KeptMemory:
    """The same by type alone."""
    view = open_view(open_source(pid))
    census = take_census(view)
    kept = kept_memory_by_type(census)
    return with_values(kept, census, view.source.memory) if values else kept
