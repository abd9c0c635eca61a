"""Chunks that the process has freed, or used anew, since they were found: nobody is said to hold them any more.

Who refers to what is read after what is there, and a process that runs goes on in between. What nothing leads to is
looked at once more, so that it is not taken for memory without an owner.
"""

import numpy as np

from sparsemem.outside.dominators.arcs import Nodes
from sparsemem.outside.glibc.malloc_chunks import find_live_chunks
from sparsemem.outside.graph.chunk_nodes import HEADER
from sparsemem.outside.graph.reference_graph import Graph
from sparsemem.outside.jemalloc.jemalloc_extents import find_extents
from sparsemem.outside.memory.memory_access import Addresses, Flags
from sparsemem.outside.memory.page_reads import gather_words

_LEAST_BYTES, _LEAST_SHARE = 1 << 20, 0.02
"""In chunks that nothing leads to, and of all chunks, from which on they are looked at once more."""
_TYPE_AT = (1, 3, 5)
"""The words at one of which an object has its type: behind a collector's head, or a dict and that."""
_MAPPED = np.uint64(2)
"""`IS_MMAPPED` of glibc's malloc/malloc.c, in the word before a chunk's content."""


def find_changed(graph: Graph, candidates: Nodes) -> Nodes:
    """Those of some nodes, in order, that are chunks and are what they were no longer."""
    chunks = candidates[candidates >= len(graph.numbering)]
    if not is_much(graph, chunks):
        return chunks[:0]
    starts = graph.addresses(chunks)
    return chunks[~are_in_use(graph, starts) | (are_objects_now(graph, starts) & ~graph.are_objects(chunks))]


def is_much(graph: Graph, chunks: Nodes) -> bool:
    """Whether they are worth another pass over malloc's heaps."""
    size = int(graph.sizes(chunks).sum())
    return size >= _LEAST_BYTES and size >= _LEAST_SHARE * 8 * int(graph.words.sum(dtype=np.int64))


def are_in_use(graph: Graph, starts: Addresses) -> Flags:
    """Which chunks, by where their content begins, are handed out now."""
    view = graph.view
    memory, residency = view.source.memory, view.residency
    live = [find_extents(memory, view.regions, residency).blocks.starts if len(graph.bare) else starts[:0]]
    for start, end in zip(graph.heaps.starts.tolist(), graph.heaps.ends.tolist(), strict=True):
        if ((starts >= start) & (starts < end)).any():
            live += [found + np.uint64(HEADER) for found, _ in find_live_chunks(memory, residency, start, end)]
    alone: Flags = gather_words(memory, starts - np.uint64(8), 1)[:, 0] & _MAPPED != 0
    elsewhere = ~graph.heaps.contain(starts) & ~graph.bare.contain(starts)
    found: Flags = elsewhere & alone
    return found | np.isin(starts, np.concatenate(live))


def are_objects_now(graph: Graph, starts: Addresses) -> Flags:
    """Which chunks hold an object of a known type now."""
    types = np.array([one.address for one in graph.kinds.types], np.uint64)
    content = gather_words(graph.view.source.memory, starts, max(_TYPE_AT) + 1)
    found: Flags = np.logical_or.reduce([np.isin(content[:, at], types) for at in _TYPE_AT])
    return found
