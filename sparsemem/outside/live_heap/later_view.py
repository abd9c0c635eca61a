"""A process that is read as it is by now, while what is known of it is from a little before."""

from dataclasses import replace

import numpy as np

from sparsemem.errors import InputError
from sparsemem.outside.glibc.malloc_chunks import find_live_chunks
from sparsemem.outside.glibc.malloc_heaps import find_heaps
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.regions import find_regions
from sparsemem.outside.memory.residency import read_residency
from sparsemem.outside.objects.heap_view import View


def view_by_now(view: View) -> View:
    """The same with the mappings and pages of now, where the process can have other ones by now; its arenas and types
    are as they were. As it was where the process is gone."""
    if view.source.again is None:
        return view
    try:
        source = view.source.again()
        regions = find_regions(source.mappings)
        return replace(view, source=source, regions=regions, residency=read_residency(source.pagemap, regions))
    except (OSError, InputError):
        return view


def are_free(view: View, places: Addresses) -> Flags:
    """Which places lie in heaps of malloc's, and there in no chunk that is in use."""
    memory, found = view.source.memory, np.zeros(len(places), np.bool_)
    for heap in find_heaps(memory, view.regions):
        inside = np.flatnonzero((places >= np.uint64(heap.start)) & (places < np.uint64(heap.end)))
        if not len(inside):
            continue
        parts = list(find_live_chunks(memory, view.residency, heap.start, heap.end))
        starts = np.concatenate([np.zeros(1, np.uint64), *(part for part, _ in parts)])
        ends = np.concatenate([np.zeros(1, np.uint64), *(part for _, part in parts)])
        found[inside] = places[inside] >= ends[np.searchsorted(starts, places[inside], "right") - 1]
    return found
