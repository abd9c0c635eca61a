"""What can be told of a heap that is too large to follow all of it: who holds what, estimated from a sample."""

from dataclasses import replace

from sparsemem.model import Heap
from sparsemem.outside.graph.heap_graph import can_follow, is_small
from sparsemem.outside.heap_findings import Asked, HeapReading
from sparsemem.outside.live_heap.heap_record import heap_record
from sparsemem.outside.live_heap.heap_survey import Sample, take_sample
from sparsemem.outside.live_heap.path_from_root import find_way
from sparsemem.outside.map.map_cells import draw_map
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.owners.heap_division import divide_heap
from sparsemem.outside.owners.pinner_records import pinner_records


def read_sample(view: View, asked: Asked, taken: float) -> HeapReading:
    """What can be told where not all can be followed: who holds what from a sample, where that can be taken."""
    sample = sample_of(view)
    record = sampled_record(sample)
    way = find_way(sample.live, asked.why) if sample and sample.live and asked.why else None
    census = sample.census if sample else None
    del sample  # its graph is not wanted any more, and takes most of our memory
    return_free_memory()
    kept = divide_heap(view, None, asked.values, census)
    return HeapReading(
        kept,
        draw_map(view, None, pinner_records(kept)) if asked.draws_map else None,
        record,
        way,
        taken=taken,
        blocks_beyond=None if is_small(view) else int(view.arenas.pools.used.sum()),
    )


def sampled_record(sample: Sample | None) -> Heap | None:
    """Who holds the live heap by a sample; None where there is none that is small enough."""
    return replace(heap_record(sample.live), sampled=sample.every) if sample and sample.live else None


def sample_of(view: View) -> Sample | None:
    """A sample of a heap that is too large for a survey; None where it cannot be followed."""
    return take_sample(view) if not is_small(view) and can_follow(view) else None
