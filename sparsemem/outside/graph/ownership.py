"""Who owns what: the graph of a process, walked from everything that has a name, and then from what has none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.attribute_names import AttributeNames
from sparsemem.outside.graph.bindings import GARBAGE, INTERNED, INTERPRETER, Bindings, Names
from sparsemem.outside.graph.chunk_nodes import find_chunk_types, find_chunks
from sparsemem.outside.graph.frame_locals import bind_locals
from sparsemem.outside.graph.namespaces import find_namespaces
from sparsemem.outside.graph.nodes import Nodes, make_nodes
from sparsemem.outside.graph.reachability_walk import Bounds, Walk
from sparsemem.outside.graph.read_references import read_graph
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.traversal_plans import plan_traversal
from sparsemem.outside.graph.unnamed_roots import read_stacks, read_statics
from sparsemem.outside.graph.witnesses import Witnesses
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.own_memory import return_free_memory, zeros
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.runtime_identity import NAMELESS_VERSIONS, Found, identify
from sparsemem.outside.objects.block_histogram import Census, take_census
from sparsemem.outside.objects.dict_entries import KEYS, read_entries, read_word
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import MOST_KINDS, Kinds
from sparsemem.outside.objects.typed_blocks import Typed
from sparsemem.outside.pymalloc.block_numbers import Numbering, Numbers
from sparsemem.outside.pymalloc.live_blocks import Blocks
from sparsemem.outside.pymalloc.pool_headers import Pools

MOST_BLOCKS, MOST_SLOTS = 20_000_000, 80_000_000
"""Live blocks, of which each takes seven bytes of our own, and places for blocks in the pools in use, of one byte."""
_STACK = "a C stack"
_SAMPLE = 200
_LEAST_INTERNED = 500


class _Notebook:
    """Numbers the blocks while they are counted, and remembers their types."""

    def __init__(self, chunks: int) -> None:
        """There is room for the kinds of so many chunks behind those of the blocks."""
        self._chunks, self.debug_bytes = chunks, 0

    def start(self, pools: Pools, arena_of: NDArray[np.int64]) -> None:
        """As in `census.Listener`."""
        self.numbering, self.arena_of = Numbering(pools), arena_of
        self.kind = zeros(int(pools.carved.sum()) + self._chunks, np.uint16)

    def add(self, here: slice, blocks: Blocks, typed: Typed) -> None:
        """As in `census.Listener`."""
        self.numbering.add(here, blocks)
        self.kind[self.numbering.first[here.start] : self.numbering.first[here.stop]] = Kinds.of(typed.number)
        self.debug_bytes = max(self.debug_bytes, typed.debug_bytes)


@dataclass(frozen=True, slots=True)
class Survey:
    """A census with the owner of every block."""

    census: Census
    graph: Graph
    walk: Walk
    names: Names
    arena_of: NDArray[np.int64]
    """The arena of each of the graph's pools."""
    heaps: Ranges
    """malloc's heaps."""
    witnesses: Witnesses


def can_survey(view: View) -> bool:
    """Whether dicts and malloc's chunks can be told, and our own tables would be small enough."""
    pools = view.arenas.pools
    small = int(pools.used.sum()) <= MOST_BLOCKS and int(pools.carved[pools.used > 0].sum()) <= MOST_SLOTS
    identity = identify(view.source.mappings, Found(arenas=len(view.arenas)))
    return small and identity.malloc == "glibc" and identity.python_version not in NAMELESS_VERSIONS


@dataclass(frozen=True, slots=True)
class Heap:
    """A census, and the graph of what was counted."""

    census: Census
    graph: Graph
    arena_of: NDArray[np.int64]
    """The arena of each of the graph's pools."""
    heaps: Ranges
    """malloc's heaps."""
    frames: Ranges
    """The interpreter's own stacks of frames."""


def read_heap(view: View) -> Heap:
    """Counts the live blocks, and reads what refers to what."""
    chunks = find_chunks(view)
    notebook = _Notebook(len(chunks.starts))
    census = take_census(view, notebook)
    return_free_memory()
    kind = notebook.kind[: len(notebook.numbering) + len(chunks.starts)]
    find_chunk_types(view, chunks, kind[len(notebook.numbering) :])
    kinds = Kinds(view.source.memory, view.table.types, notebook.debug_bytes)
    nodes = make_nodes(view, notebook.numbering, (chunks.starts, chunks.ends), (kind, kinds))
    heaps, frames = chunks.heaps, chunks.frames
    del chunks
    graph = _read_graph(nodes)
    return_free_memory()
    return Heap(census, graph, notebook.arena_of, heaps, frames)


def take_survey(
    view: View, bounds: Bounds | None = None, find_garbage: Callable[[Graph], Numbers] | None = None
) -> Survey:
    """Counts the live blocks, and finds the owner of each.

    What `find_garbage` finds is taken out first: one stale pointer into it would give all of it to somebody.
    """
    heap, names = read_heap(view), Names()
    graph = heap.graph
    walk = Walk(graph, AttributeNames(graph, names), bounds)
    if find_garbage is not None:
        walk.set_apart(names.number(GARBAGE), find_garbage(graph))
    witnesses = _walk(walk, names, heap.frames)
    return_free_memory()
    return Survey(heap.census, graph, walk, names, heap.arena_of, heap.heaps, witnesses)


def _read_graph(nodes: Nodes) -> Graph:
    view = nodes.view
    version = identify(view.source.mappings, Found()).python_version
    return read_graph(nodes, plan_traversal(view.source.memory, nodes.kinds.types[:MOST_KINDS], version))


def _walk(walk: Walk, names: Names, frames: Ranges) -> Witnesses:
    graph = walk.graph
    spaces = find_namespaces(graph, names)
    walk.claim(*spaces.dicts.arrays())
    variables, temporaries = bind_locals(graph, names, frames)
    bindings = Bindings([*spaces.bindings.names, *variables.names], [*spaces.bindings.pointers, *variables.pointers])
    return_free_memory()
    statics = list(read_statics(graph.view))
    interned = _find_interned(graph, [found for owner, found in statics if owner == INTERPRETER])
    walk.claim(*_bound(names.number(INTERNED), interned))
    walk.follow(*bindings.arrays())
    for owner, found in statics:
        nodes = _held(graph, found)
        # They point to what they do not hold as well: lists of free objects end in stale pointers, the cache of
        # attributes borrows, and memory of others can lie behind a library's data.
        walk.follow(*_bound(names.number(owner), nodes), crosses=False)
    for table in interned:
        entries = read_entries(graph.view.source.memory, int(table), 1 << 30)[:, 0]
        walk.follow(*_bound(names.number(INTERNED), entries), crosses=False)
    walk.follow(*temporaries.arrays(), crosses=False)
    stacks = list(read_stacks(graph.view))
    for found in stacks:
        walk.follow(*_bound(names.number(_STACK), found), crosses=False)
    walk.follow_apart()
    walk.label_belongings()
    return Witnesses(spaces, variables, temporaries, statics, interned, stacks)


def _bound(name: int, pointers: Addresses) -> tuple[NDArray[np.uint16], Addresses]:
    return np.full(len(pointers), name, np.uint16), pointers


def _held(graph: Graph, pointers: Addresses) -> Addresses:
    """Those that lead to something, but for blocks that begin with a zero and are no objects: they may be what the
    interpreter keeps for the next dict or tuple, and hold what was in the last one."""
    nodes = graph.find(pointers)
    pointers, nodes = pointers[nodes >= 0], nodes[nodes >= 0]
    plain = graph.kinds.before[graph.kind[nodes]] < 0
    empty = words(graph.view.source.memory.gather(pointers & ~np.uint64(7), 8)[0])[:, 0] == 0
    held: Addresses = pointers[~(plain & empty)]
    return held


def _find_interned(graph: Graph, statics: list[Addresses]) -> Addresses:
    """The tables of dicts that hold each str under itself: those of the strings that are kept only once."""
    memory, found = graph.view.source.memory, []
    for pointers in statics:
        nodes: Numbers = graph.find(pointers)
        dicts = (nodes >= 0) & graph.kinds.is_dict[graph.kind[nodes]]
        for place in np.unique(pointers[dicts]).tolist():
            table = read_word(memory, place + KEYS)
            entries = read_entries(memory, table, _LEAST_INTERNED)
            entries = entries[entries[:, 1] != 0]
            if len(entries) >= _SAMPLE and bool((entries[:, 0] == entries[:, 1]).all()):
                found += [place, table]
    return np.array(found, np.uint64)
