"""The words of blocks and chunks that are no objects: memory of C libraries, and buffers of unknown types."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.graph.frames_in_memory import find_tops, read_frames
from sparsemem.outside.graph.nodes import Nodes
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.page_reads import gather_words
from sparsemem.outside.pymalloc.block_numbers import Numbers

_STEP, _SMALL = 16, 512
"""Words: chunks are read together with those that are less longer; those above `_SMALL` a window at a time."""
_WINDOW = 1 << 14
_BATCH = 1 << 20
_PROBES, _PROBED = 32, 512

Pointers = tuple[NDArray[np.int64], Addresses]
"""The position of the node among those that were asked for, and a word of it that may be a pointer."""


def read_pointers(nodes: Nodes, some: Numbers) -> Iterator[Pointers]:
    """The words of some nodes that lead to where nodes are at all."""
    order = np.argsort(some, kind="stable")
    ordered = some[order]
    addresses = nodes.addresses(ordered)
    counts = nodes.content_words(ordered)
    width = -(-np.minimum(counts, _SMALL + 1) // _STEP) * _STEP
    for one in np.flatnonzero(np.bincount(width)).tolist() if len(width) else []:
        chosen = np.flatnonzero(width == one)
        if one > _SMALL:
            for row in chosen.tolist():
                for content in _windows(nodes, int(addresses[row]), int(counts[row])):
                    yield np.full(len(content), order[row]), content
            continue
        for rows in np.array_split(chosen, -(-len(chosen) * one // _BATCH)):
            content = gather_words(nodes.view.source.memory, addresses[rows], one)
            flat = content.reshape(-1)
            places = nodes.likely(flat)
            places = places[places % one < counts[rows][places // one]]
            yield order[rows[places // one]], flat[places]
            for row, held in _frames(nodes, content):
                yield np.full(len(held), order[rows[row]]), held


def _frames(nodes: Nodes, content: Addresses) -> Iterator[tuple[int, Addresses]]:
    """What stands on the frames that some rows of words keep, as the state of a greenlet does."""
    width, flat = content.shape[1], content.reshape(-1)
    for at in find_tops(flat, nodes.frames).tolist():
        for held in read_frames(nodes.view.source.memory, nodes.frames, int(flat[at]), int(flat[at + 1])):
            yield at // width, held[nodes.likely(held)]


def _windows(nodes: Nodes, start: int, count: int) -> Iterator[Addresses]:
    if count > _PROBES * _PROBED and not _is_worth_reading(nodes, start, count * 8):
        return
    for first in range(start, start + count * 8, _WINDOW * 8):
        here = min(_WINDOW * 8, start + count * 8 - first)
        if nodes.view.residency.between(np.array([first], np.uint64), np.array([first + here], np.uint64))[0]:
            content = words(nodes.view.source.memory.span(first, here))
            yield content[nodes.likely(content)]


def _is_worth_reading(nodes: Nodes, start: int, size: int) -> bool:
    """Whether one of some places of a large chunk holds a pointer; numbers and text do not."""
    step = size // _PROBES // 8 * 8
    places = np.arange(start, start + step * _PROBES, step, dtype=np.uint64)
    places = places[nodes.view.residency.resident(places)]
    found = words(nodes.view.source.memory.gather(places, _PROBED * 8)[0]).reshape(-1)
    return bool((nodes.find(found[nodes.likely(found)]) >= 0).any())
