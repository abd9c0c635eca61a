"""The graph of a process's heap: its live blocks and chunks, counted and numbered, and what refers to what."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.chunk_nodes import find_chunk_types, find_chunks
from sparsemem.outside.graph.graph_reading import read_graph
from sparsemem.outside.graph.nodes import Nodes, make_nodes
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.graph.sampled_graph import SampledGraph, read_sampled_graph
from sparsemem.outside.graph.traversal_plans import Traversal, plan_traversal
from sparsemem.outside.memory.own_memory import return_free_memory, zeros
from sparsemem.outside.memory.runtime_identity import NAMELESS_VERSIONS, Found, identify
from sparsemem.outside.objects.block_histogram import Census, take_census
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import MOST_KINDS, Kinds
from sparsemem.outside.objects.typed_blocks import Typed
from sparsemem.outside.pymalloc.block_numbers import Numbering
from sparsemem.outside.pymalloc.live_blocks import Blocks
from sparsemem.outside.pymalloc.pool_headers import Pools

MOST_BLOCKS, MOST_SLOTS = 12_000_000, 80_000_000
"""Live blocks, and places for blocks in the pools in use, in a heap of which all is followed: with what refers to
what and the dominator tree a block takes about 36 bytes of our own, so many 500 MB (benchmarks/owners_cost.py)."""


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


def is_small(view: View) -> bool:
    """Whether the tables of all blocks would not take too much of our own memory."""
    pools = view.arenas.pools
    return int(pools.used.sum()) <= MOST_BLOCKS and int(pools.carved[pools.used > 0].sum()) <= MOST_SLOTS


def can_follow(view: View) -> bool:
    """Whether dicts and malloc's chunks can be told."""
    identity = identify(view.source.mappings, Found(arenas=len(view.arenas)))
    return identity.malloc == "glibc" and identity.python_version not in NAMELESS_VERSIONS


@dataclass(frozen=True, slots=True)
class Heap:
    """A census, and the graph of what was counted."""

    census: Census
    graph: Graph
    arena_of: NDArray[np.int64]
    """The arena of each of the graph's pools."""


def read_heap(view: View) -> Heap:
    """Counts the live blocks, and reads what refers to what."""
    chunks = find_chunks(view)
    notebook = _Notebook(len(chunks.starts))
    census = take_census(view, notebook)
    return_free_memory()
    kind = notebook.kind[: len(notebook.numbering) + len(chunks.starts)]
    find_chunk_types(view, chunks, kind[len(notebook.numbering) :])
    kinds = Kinds(view.source.memory, view.table.types, notebook.debug_bytes)
    nodes = make_nodes(view, notebook.numbering, chunks, (kind, kinds))
    del chunks
    graph = _read_graph(nodes)
    return_free_memory()
    return Heap(census, graph, notebook.arena_of)


def _read_graph(nodes: Nodes) -> Graph:
    return read_graph(nodes, _plan(nodes.view, nodes.kinds))


def _plan(view: View, kinds: Kinds) -> Traversal:
    version = identify(view.source.mappings, Found()).python_version
    return plan_traversal(view.source.memory, kinds.types[:MOST_KINDS], version, _compiled_code(view))


class _DebugBytes:
    """Sees in the blocks that are counted what debug hooks put before each."""

    def __init__(self) -> None:
        self.count = 0

    def start(self, pools: Pools, arena_of: NDArray[np.int64]) -> None:
        """As in `census.Listener`."""

    def add(self, here: slice, blocks: Blocks, typed: Typed) -> None:
        """As in `census.Listener`."""
        self.count = max(self.count, typed.debug_bytes)


def read_sample(view: View, most: int) -> tuple[Census, SampledGraph | None]:
    """The live blocks, and the graph of a sample of at most so many objects; None where no sample is small enough."""
    debug = _DebugBytes()
    census = take_census(view, debug)
    return_free_memory()
    chunks = find_chunks(view)
    find_chunk_types(view, chunks, zeros(len(chunks.starts), np.uint16))  # classes are in chunks alone
    kinds = Kinds(view.source.memory, view.table.types, debug.count)
    return census, read_sampled_graph(view, chunks, (kinds, _plan(view, kinds)), most)


def _compiled_code(view: View) -> list[tuple[int, int]]:
    """Where the code of modules lies that mypyc compiled: of a group of them there is one file with such a name."""
    return [(one.start, one.end) for one in view.source.mappings if one.is_file and "__mypyc." in one.path]
