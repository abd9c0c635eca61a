"""The graph of a sample of a heap, where all of it would take too much of our own memory.

All that roots hold for certain is in it, and of containers with very many entries one entry in so many, with all that
it leads to. The nodes and their references are those of any graph: what is not in the sample is as if it were not
there. Each node stands for so many.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.chunk_nodes import Chunks
from sparsemem.outside.graph.graph_reading import read_graph
from sparsemem.outside.graph.nodes import make_nodes
from sparsemem.outside.graph.object_places import ObjectPlaces, Places
from sparsemem.outside.graph.read_references import read_row_references
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.sampled_objects import TooManyError
from sparsemem.outside.graph.sampled_walk import SampledWalk
from sparsemem.outside.graph.traversal_plans import Traversal
from sparsemem.outside.graph.unnamed_roots import read_stacks, read_statics
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.own_memory import return_free_memory
from sparsemem.outside.memory.resident_windows import WINDOW, read_window
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import Kinds
from sparsemem.outside.pymalloc.block_numbers import Numbering

MOST_SAMPLED = 2_500_000
"""Objects of a sample: while it is taken each needs up to 110 bytes of our memory, so that it stays below 500 MB."""
_AIM = 1.3
"""So much less than that is aimed at: a share of the large containers' entries is not quite that share of all."""
_WALKS = ((1, 10_000), (1, 1_000), (1, 100), (2, 100), (4, 100), (8, 20))
"""How much smaller a share of the entries is followed, and from how many entries on not all of them: of one in ten of
ten thousand there are enough for a sum within some percent. Where a sample is too large, the next walk takes less."""


@dataclass(frozen=True, slots=True)
class SampledGraph:
    """A sample."""

    graph: Graph
    weights: NDArray[np.float32]
    """Shape (n,): how many nodes each stands for."""
    every: int
    """Of large containers one entry in so many is followed."""


def read_sampled_graph(view: View, chunks: Chunks, what: tuple[Kinds, Traversal], most: int) -> SampledGraph | None:
    """A sample of at most so many objects; None where no share of large containers is small enough, as of trees and
    linked lists."""
    pools = view.arenas.pools.select(view.arenas.pools.used > 0)
    numbering = Numbering(pools)
    where, roots = ObjectPlaces(numbering, chunks), np.concatenate([*_roots(view, chunks)])
    every = max(2, round((int(pools.used.sum()) + len(chunks.starts)) * _AIM / most))
    for times, large in _WALKS:
        chosen = _walk(SampledWalk(view, where, what, (every * times, large, most)), roots)
        if chosen is not None:
            return_free_memory()
            return SampledGraph(_as_graph(view, (numbering, chunks), chosen, what), chosen.weights, every * times)
    return None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The objects that were come to, in the order of their places."""

    places: Places
    kind: NDArray[np.uint16]
    weights: NDArray[np.float32]


def _walk(walk: SampledWalk, roots: Addresses) -> _Chosen | None:
    """None where they are too many."""
    try:
        walk.follow(roots, read_row_references)
    except TooManyError:
        return None
    objects = walk.objects
    order = np.argsort(objects.place[: objects.count])
    return _Chosen(objects.place[order], objects.kind[order], objects.weights()[order])


def _roots(view: View, chunks: Chunks) -> Iterator[Addresses]:
    """All words that may hold an object from outside the heap."""
    yield np.zeros(0, np.uint64)
    for _, found in read_statics(view):
        yield np.unique(found)
    for found in read_stacks(view):
        yield np.unique(found)
    for start, end in zip(chunks.frames.starts.tolist(), chunks.frames.ends.tolist(), strict=True):
        for at in range(start, end, WINDOW):
            yield np.unique(words(read_window(view.source.memory, view.residency, at, min(WINDOW, end - at))))


def _as_graph(view: View, heap: tuple[Numbering, Chunks], chosen: _Chosen, what: tuple[Kinds, Traversal]) -> Graph:
    """The graph of what was chosen, as if nothing else were there."""
    (numbering, chunks), (kinds, plan) = heap, what
    slots = int(numbering.first_slot[-1])
    blocks = int(np.searchsorted(chosen.places, slots))
    numbering.add_slots(chosen.places[:blocks])
    some = chosen.places[blocks:] - slots
    chunks = replace(chunks, starts=chunks.starts[some], ends=chunks.ends[some])
    return read_graph(make_nodes(view, numbering, chunks, (chosen.kind, kinds)), plan, counts_entries=False)
