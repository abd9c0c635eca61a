"""What waits for the collector, as it is saved: how much of which allocator, and the shapes of its cycles."""

from dataclasses import replace

import numpy as np

from sparsemem.model import Cycle, Garbage, Waits
from sparsemem.outside.garbage.collector_state import find_collector, read_collector
from sparsemem.outside.garbage.cycle_shapes import Shape, find_shapes
from sparsemem.outside.garbage.retained_by_garbage import find_retained, retained_bytes
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.bindings import GARBAGE
from sparsemem.outside.graph.ownership import Survey, can_survey, read_heap
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.runtime_identity import Found, identify
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.pymalloc.block_numbers import Numbers

_MOST_SHAPES = 12
"""Those of the most objects are told: where there are many shapes, most are of one object or two, and what goes with
each is found by a cascade of its own."""


def read_garbage(source: Source) -> Garbage | None:
    """What waits in a process that is stopped at a moment of ours; None where that cannot be told.

    Whether its collector is off is not looked at: at such a moment it is, by our own doing.

    Raises OSError or InputError where the process goes away.
    """
    view = open_view(source)
    if not can_survey(view):
        return None
    graph = read_heap(view).graph
    if not graph.traversal.is_proved:
        return None
    nodes = find_waiting(graph)
    return tell_garbage(graph, nodes, find_retained(graph, nodes), is_stopped=True)


def surveyed_garbage(survey: Survey) -> Numbers | None:
    """What a survey has set apart, with what is reached from it alone; None where it was not looked for."""
    if not survey.graph.traversal.is_proved:
        return None
    return np.flatnonzero(survey.walk.label == survey.names.number(GARBAGE)).astype(np.int32)


def tell_garbage(graph: Graph, nodes: Numbers, gone: Flags, is_stopped: bool = False) -> Garbage:
    """The record of some garbage; `gone` marks it with all that goes with it."""
    python, malloc = retained_bytes(graph, gone)
    tracked = nodes[graph.counts[nodes] > 0]
    owned = graph.references.belongs_to >= 0
    return Garbage(len(tracked), int((gone & ~owned).sum()), python, malloc, _cycles(graph, tracked, is_stopped))


def _cycles(graph: Graph, tracked: Numbers, is_stopped: bool) -> tuple[Cycle, ...]:
    if not len(tracked):
        return ()
    shapes, _ = find_shapes(graph, tracked)
    waits = _why_it_waits(graph.view.source, len(tracked), is_stopped)
    found = [_cycle(graph, shape, waits) for shape in shapes[:_MOST_SHAPES]]
    return tuple(sorted(found, key=lambda one: one.retained_bytes, reverse=True))


def _cycle(graph: Graph, shape: Shape, waits: Waits | None) -> Cycle:
    with_parts = np.flatnonzero(np.isin(graph.references.belongs_to, shape.nodes)).astype(np.int32)
    own = int(graph.sizes(shape.nodes).sum()) + int(graph.sizes(with_parts).sum())
    return Cycle(
        shape=shape.shape,
        types=shape.types,
        count=shape.count,
        objects=shape.objects,
        live_bytes=own,
        retained_bytes=sum(retained_bytes(graph, find_retained(graph, shape.nodes))),
        waits=waits,
    )


def _why_it_waits(source: Source, objects: int, is_stopped: bool) -> Waits | None:
    version = identify(source.mappings, Found()).python_version
    address = find_collector(source, version)
    state = read_collector(source.memory, address, version) if address is not None else None
    if state is None:
        return None
    return (replace(state, enabled=True) if is_stopped else state).why_waits(objects)
