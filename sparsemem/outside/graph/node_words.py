"""The words of nodes, read from the process's memory: blocks a pool at a time, chunks by their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.pymalloc.block_numbers import Numbers
from sparsemem.outside.pymalloc.live_blocks import read_content
from sparsemem.outside.pymalloc.pool_headers import POOL_SIZE

if TYPE_CHECKING:
    from sparsemem.outside.graph.reference_graph import Graph

_POOLS, _CHUNKS = 128, 1 << 14
"""Read at once: 4 MiB of pools; chunks of up to 128 bytes likewise."""
_STEP, _SMALL = 128, 4096
_WINDOW = 1 << 14
"""Words of a large chunk that are looked at together."""
_PROBES, _PROBED = 32, 512
_DENSE = 4
"""Nodes in a pool, from which on the pool is read whole."""


def block_rows(graph: Graph, nodes: Numbers) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
    pools = graph.numbering.pools
    which = graph.numbering.pool_of_number(nodes)
    firsts = np.flatnonzero(np.diff(which, prepend=-1))
    for begin in range(0, len(firsts), _POOLS):
        stop = firsts[begin + _POOLS] if begin + _POOLS < len(firsts) else len(nodes)
        some = nodes[firsts[begin] : stop]
        pool, offset = graph.offsets(some)
        size, addresses = pools.block_size[pool], pools.addresses[pool] + offset.astype(np.uint64)
        here = pool[np.flatnonzero(np.diff(pool, prepend=-1))]
        content = None
        if len(some) >= _DENSE * len(here):
            content = words(read_content(graph.view.source.memory, graph.view.residency, pools.select(here)))
            start = np.searchsorted(here, pool) * (POOL_SIZE // 8) + offset // 8
        for width in np.flatnonzero(np.bincount(size)).tolist():
            rows = np.flatnonzero(size == width)
            if content is None:
                found = words(graph.view.source.memory.gather(addresses[rows], width)[0])
            else:
                found = _rows(content, start[rows], width // 8)
            yield some[rows], addresses[rows], found


def chunk_rows(graph: Graph, nodes: Numbers) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
    at = nodes - len(graph.numbering)
    starts, sizes = graph.starts[at], (graph.ends(at) - graph.starts[at]).astype(np.int64)
    sizes -= graph.unused[at].astype(np.int64) * 8
    steps = np.clip(-(-sizes // _STEP), 1, _SMALL // _STEP + 1)
    for step in np.flatnonzero(np.bincount(steps)).tolist() if len(steps) else []:
        chosen = np.flatnonzero(steps == step)
        if step > _SMALL // _STEP:
            for row in chosen.tolist():
                yield from _large(graph, nodes[row : row + 1], int(starts[row]), int(sizes[row]))
            continue
        most = _CHUNKS // step
        for rows in (chosen[first : first + most] for first in range(0, len(chosen), most)):
            yield nodes[rows], starts[rows], _small(graph, starts[rows], sizes[rows], step * _STEP)


def _small(graph: Graph, starts: Addresses, sizes: NDArray[np.int64], width: int) -> Addresses:
    content, whole = graph.view.source.memory.gather(starts, width)
    for row in np.flatnonzero(~whole).tolist():
        part = graph.view.source.memory.span(int(starts[row]), int(sizes[row]))
        content[row, : len(part)] = part
    table = words(content)
    table[np.arange(width // 8) >= sizes[:, None] // 8] = 0
    return table


def _large(graph: Graph, node: Numbers, start: int, size: int) -> Iterator[tuple[Numbers, Addresses, Addresses]]:
    if size > _PROBES * _PROBED * 8 and not _is_worth_reading(graph, start, size):
        return
    for first in range(start, start + size, _WINDOW * 8):
        here = min(_WINDOW * 8, start + size - first)
        pages = np.array([first], np.uint64), np.array([first + here], np.uint64)
        if graph.view.residency.between(*pages)[0]:
            # A copy, for what is no reference is taken out of it.
            content = words(graph.view.source.memory.span(first, here)).copy()
            yield node, pages[0], content.reshape(1, -1)


def _is_worth_reading(graph: Graph, start: int, size: int) -> bool:
    """Whether one of some places of a large chunk holds a pointer; numbers and text do not."""
    step = size // _PROBES // 8 * 8
    places = np.arange(start, start + step * _PROBES, step, dtype=np.uint64)
    places = places[graph.view.residency.resident(places)]
    found = words(graph.view.source.memory.gather(places, _PROBED * 8)[0]).reshape(-1)
    return bool((graph.find(found[graph.likely(found)]) >= 0).any())


def _rows(content: Addresses, start: NDArray[np.int64], width: int) -> Addresses:
    """`width` words from each of the places on, copied."""
    flat = content.reshape(-1)
    windows = as_strided(flat, (max(len(flat) - width + 1, 0), width), (8, 8), writeable=False)
    found: Addresses = windows[start]
    return found
