"""What waits for the collector, as it is saved: how much of which allocator, and the shapes of its cycles."""

from dataclasses import replace

import numpy as np

from sparsemem.model import Cycle, Garbage, Location, Waits
from sparsemem.model.cycle_steps import closing_step
from sparsemem.outside.garbage.code_places import CodePlaces
from sparsemem.outside.garbage.collector_search import collector_of
from sparsemem.outside.garbage.collector_state import CollectorState
from sparsemem.outside.garbage.cycle_shapes import Shape, find_shapes
from sparsemem.outside.garbage.never_collected import find_never_collected, tell_uncollectable
from sparsemem.outside.garbage.retained_by_garbage import find_retained, retained_bytes
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import can_follow, is_small, read_heap
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import zeros
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST_SHAPES = 12
"""Those of the most objects are told: where there are many shapes, most are of one object or two, and what goes with
each is found by a cascade of its own."""
_MOSTLY = 0.5
"""The share of a shape's objects that is frozen, from which on it is told as frozen."""


def read_garbage(source: Source, is_stopped: bool) -> Garbage | None:
    """What waits in a process; None where that cannot be told.

    Whether the collector of one that is stopped at a moment of ours is off is not looked at: it is, by our doing.

    Raises OSError or InputError where the process goes away.
    """
    view = open_view(source)
    if not (is_small(view) and can_follow(view)):
        return None
    graph = read_heap(view).graph
    if not graph.traversal.is_proved:
        return None
    nodes = find_waiting(graph)
    return tell_garbage(graph, nodes, find_retained(graph, nodes), is_stopped)


def tell_garbage(graph: Graph, nodes: Numbers, gone: Flags, is_stopped: bool = False) -> Garbage:
    """The record of some garbage; `gone` marks it with all that goes with it."""
    python, malloc = retained_bytes(graph, gone)
    tracked = nodes[graph.counts[nodes] > 0]
    collector = collector_of(graph.view.source)
    if collector is not None and is_stopped:
        collector = replace(collector, enabled=True)
    never = tracked[:0] if collector is None else find_never_collected(graph, tracked, collector)
    return Garbage(
        tracked=len(tracked),
        objects=int(gone.sum()) - sum(int(gone[owned].sum()) for owned, _ in graph.references.belongs_to.owned()),
        python_bytes=python,
        malloc_bytes=malloc,
        cycles=_cycles(graph, tracked, never, collector),
        uncollectable=() if collector is None else tuple(tell_uncollectable(graph, tracked, never, collector)),
        known_objects=int((graph.counts > 0).sum()),
    )


def _cycles(graph: Graph, tracked: Numbers, never: Numbers, collector: CollectorState | None) -> tuple[Cycle, ...]:
    if not len(tracked):
        return ()
    shapes, _ = find_shapes(graph, tracked)
    waits = None if collector is None else collector.why_waits(len(tracked))
    found = [
        _cycle(graph, shape, "frozen" if np.isin(shape.nodes, never).mean() > _MOSTLY else waits)
        for shape in shapes[:_MOST_SHAPES]
    ]
    return tuple(sorted(found, key=lambda one: one.retained_bytes, reverse=True))


def _cycle(graph: Graph, shape: Shape, waits: Waits | None) -> Cycle:
    is_of_it = zeros(len(graph), np.bool_)
    is_of_it[shape.nodes] = True
    with_parts = (part[is_of_it[owners]] for part, owners in graph.references.belongs_to.owned())
    own = int(graph.sizes(shape.nodes).sum()) + sum(int(graph.sizes(part).sum()) for part in with_parts)
    return Cycle(
        shape=shape.shape,
        types=shape.types,
        count=shape.count,
        objects=shape.objects,
        live_bytes=own,
        retained_bytes=sum(retained_bytes(graph, find_retained(graph, shape.nodes))),
        location=_location(graph, shape),
        waits=waits,
    )


def _location(graph: Graph, shape: Shape) -> Location | None:
    """Where the code begins that closes the cycle: the class whose attribute does, else the first that is known."""
    closing = closing_step([step.text for step in shape.steps])
    places, first = CodePlaces(graph), sorted(shape.steps, key=lambda step: step.text != closing)
    return next((place for step in first if (place := places.find(step.node))), None)
