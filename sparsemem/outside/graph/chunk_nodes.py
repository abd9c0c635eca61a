"""The chunks of malloc that are in use, and the blocks of libraries' own pools, as nodes: where their content begins
and ends, and what objects they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.glibc.malloc_chunks import find_live_chunks
from sparsemem.outside.glibc.malloc_heaps import find_heaps, find_mapped_chunks
from sparsemem.outside.graph.arrow_buffers import Buffers, find_arrow_buffers
from sparsemem.outside.jemalloc.jemalloc_extents import find_extents
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.memory_access import Addresses, words
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.stack_ranges import find_frame_stacks, find_thread_stacks
from sparsemem.outside.objects.heap_view import View
from sparsemem.outside.objects.node_kinds import Kinds
from sparsemem.outside.objects.typed_blocks import find_types
from sparsemem.outside.pymalloc.live_blocks import Blocks

HEADER = 16
"""What a chunk has before its content; of the word behind, malloc gives the chunk before the first half."""
OVERLAP = 8
_HEAD = 64
_BATCH = 1 << 15


@dataclass(frozen=True, slots=True)
class Chunks:
    """What malloc, and the allocators of libraries, have handed out."""

    starts: Addresses
    """Where the content of each chunk begins, in the order of addresses."""
    ends: Addresses
    bare: Ranges
    """Where chunks have no header: the pools of libraries."""
    heaps: Ranges
    """Where chunks lie one after the other, in the order of addresses; those that are mapped alone are in none."""
    frames: Ranges
    """The interpreter's own stacks of frames, which are found on the way."""
    buffers: Buffers
    """Those chunks that another one has for certain."""


def find_chunks(view: View) -> Chunks:
    """The chunks in use."""
    claims = Claims(view.residency)
    claims.take(find_thread_stacks(view.source.memory, view.residency, view.source.mappings))
    claims.take(view.ranges)
    extents = find_extents(view.source.memory, view.regions, view.residency)
    claims.take(extents.ranges)
    starts, ends, heaps = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)], []
    for heap in find_heaps(view.source.memory, view.regions):
        parts = list(find_live_chunks(view.source.memory, view.residency, heap.start, heap.end))
        if any(len(part) for part, _ in parts):
            claims.take(Ranges.of([(heap.base, heap.limit)]))
            heaps.append((heap.start, heap.end))
            starts += [part + np.uint64(HEADER) for part, _ in parts]
            ends += [part + np.uint64(OVERLAP) for _, part in parts]
    frames = find_frame_stacks(view.source.memory, claims)
    claims.take(frames)
    mapped = find_mapped_chunks(view.source.memory, claims)
    of_heaps = Ranges(np.concatenate(starts), np.concatenate(ends))
    alone = Ranges(mapped.starts + np.uint64(HEADER), mapped.ends)
    content = _joined(of_heaps, alone, extents.blocks)
    buffers = find_arrow_buffers(view, content)
    content, bare = _joined(content, buffers.pooled), _joined(extents.ranges, buffers.pooled)
    return Chunks(content.starts, content.ends, bare, Ranges.of(sorted(heaps)), frames, buffers)


def _joined(*ranges: Ranges) -> Ranges:
    """All of them in the order of addresses."""
    some = [one for one in ranges if len(one)] or [ranges[0]]
    starts, ends = some[0].starts, some[0].ends
    if len(some) > 1:
        starts, ends = np.concatenate([one.starts for one in some]), np.concatenate([one.ends for one in some])
    if (starts[1:] >= starts[:-1]).all():
        return Ranges(starts, ends)
    order = np.argsort(starts)
    return Ranges(starts[order], ends[order])


def find_chunk_types(view: View, chunks: Chunks, kind: NDArray[np.uint16]) -> None:
    """Puts the kind of what each chunk holds into `kind`."""
    for first in range(0, len(chunks.starts), _BATCH):
        some, stop = chunks.starts[first : first + _BATCH], chunks.ends[first : first + _BATCH]
        content = words(view.source.memory.gather(some, _HEAD)[0])
        sizes = np.minimum((stop - some).astype(np.int64), _HEAD)
        pool, offset = np.arange(len(some)), np.zeros(len(some), np.int64)
        blocks = Blocks(content, pool, offset, some, sizes, 0)
        kind[first : first + len(some)] = Kinds.of(find_types(blocks, view.table, view.ranges).number)
