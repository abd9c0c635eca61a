"""A survey of a process's heap: what is alive, what refers to what, who owns each block, and what is garbage."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.model import Garbage
from sparsemem.outside.garbage.collector_search import collector_of
from sparsemem.outside.garbage.collector_state import freed_between
from sparsemem.outside.garbage.garbage_record import tell_garbage
from sparsemem.outside.garbage.never_collected import can_come_back
from sparsemem.outside.garbage.retained_by_garbage import find_retained
from sparsemem.outside.graph.bindings import Names
from sparsemem.outside.graph.heap_graph import read_heap, read_sample
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.sampled_graph import MOST_SAMPLED
from sparsemem.outside.graph.witnesses import find_witnesses
from sparsemem.outside.live_heap.labelled_nodes import owner_text
from sparsemem.outside.live_heap.live_heap import LiveHeap, bind_variables, tell_live_heap
from sparsemem.outside.live_heap.preferred_holders import prefer_data
from sparsemem.outside.memory.memory_access import Flags
from sparsemem.outside.memory.own_memory import keep_large_apart, marked, return_free_memory
from sparsemem.outside.objects.block_histogram import Census
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.pymalloc.block_numbers import Numbers


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is found out about a heap at one moment."""

    census: Census
    graph: Graph
    live: LiveHeap
    garbage: Garbage | None
    """What waits for the collector; None where that is not known, or was not asked."""
    arena_of: NDArray[np.int64]
    """The arena of each of the graph's pools."""
    collected: Flags | None = None
    """What a collection takes before anything else happens, by node; None where none is due."""
    can_come_back: bool = False
    """Whether that collection may leave some of it."""

    def owner(self, node: int) -> str | None:
        """The name of a node where it has one of its own, else that of its owner; None where none was found."""
        path = self.live.variables.paths.get(node)
        return owner_text(path) if path else self.live.nodes.text(int(self.live.nodes.labels[node])) or None


@dataclass(frozen=True, slots=True)
class Sample:
    """What is found out about a heap that is too large for a survey."""

    census: Census
    live: LiveHeap | None
    """None where no sample is small enough."""
    every: int
    """Of containers with very many entries one entry in so many was followed."""


def take_sample(view: View, most: int = MOST_SAMPLED) -> Sample:
    """Counts the live blocks, and estimates from a sample who owns them; garbage is not told apart."""
    keep_large_apart()
    census, found = read_sample(view, most)
    if found is None:
        return Sample(census, None, 0)
    names = Names()
    known = find_witnesses(found.graph, names)
    variables = bind_variables(found.graph, names, known)
    graph = prefer_data(found.graph.without_counts(), names, variables)
    return_free_memory()
    return Sample(census, tell_live_heap(graph, names, known, variables, None, found.weights), found.every)


def take_survey(
    view: View, find_garbage: Callable[[Graph], Numbers] | None = None, is_stopped: bool = False
) -> Survey:
    """Counts the live blocks, and finds the owner of each.

    What `find_garbage` finds is taken out first: one stale pointer into it would give all of it to somebody.
    `is_stopped` is whether the process waits at its end, at a moment of ours: its collector is off by our own doing,
    and a collection is due.
    """
    keep_large_apart()
    before = None if find_garbage is None else collector_of(view.source)
    heap = read_heap(view)
    census, arena_of = heap.census, heap.arena_of
    graph, garbage, gone, collected, comes_back = heap.graph, None, None, None, False
    del heap
    if find_garbage is not None and graph.traversal.is_proved:
        nodes = find_garbage(graph)
        marks = find_retained(graph, nodes)
        freed = freed_between(before, collector_of(view.source))
        garbage = replace(tell_garbage(graph, nodes, marks, is_stopped), collected_meanwhile=freed)
        comes_back = is_stopped and can_come_back(graph, nodes)
        gone, collected = marked(marks), marks if is_stopped else None
        del nodes, marks
    graph = graph.without_counts()
    return_free_memory()
    names = Names()
    known = find_witnesses(graph, names)
    return_free_memory()
    variables = bind_variables(graph, names, known)
    graph = prefer_data(graph, names, variables)
    return_free_memory()
    live = tell_live_heap(graph, names, known, variables, gone)
    return_free_memory()
    return Survey(census, graph, live, garbage, arena_of, collected, comes_back)
