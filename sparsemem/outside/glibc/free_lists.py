"""malloc's lists of free chunks: which free chunks can hold pages that are not resident.

A page goes back to the kernel, or was never touched, inside of one chunk: the top of an arena, a free chunk of a page
and more, or one in use. The first two are found by the lists, in steps as many as there are such free chunks; the
walk over all chunks takes as many as there are chunks.

Layout: in `struct malloc_state` of glibc's malloc/malloc.c `top`, `last_remainder` and `bins` follow one another. The
head of each list is taken for a chunk (`bin_at`), so that the first one's begins where `top` is.
"""

import struct
from collections.abc import Iterable, Iterator

import numpy as np

from sparsemem.outside.glibc.malloc_heaps import Heap, top_field
from sparsemem.outside.memory.memory_access import Memory, words
from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.runtime_identity import is_glibc
from sparsemem.outside.memory.told_sums import ToldSums

_LISTS = 127
"""`NBINS` less the one that is never used."""
_LARGE = (1, *range(99, 1 + _LISTS))
"""The list of chunks not sorted yet, and those of 4,096 bytes and more (`largebin_index_64`)."""
_LINK = 16
"""From one head to the next; in a chunk its list's next and previous one follow its first 16 bytes."""
_CHUNK = struct.Struct("<4Q")
"""`struct malloc_chunk`: the size of the chunk before, its own with flags, the next of its list, the previous."""
_FLAGS = 7
_BYTES_A_LARGE, _BYTES_A_FREE = 1 << 13, 1 << 15
"""Of the heaps: where more chunks are on the lists of large ones, a walk over all chunks is as fast (a step takes
5 to 7 microseconds, a megabyte 0.7 to 0.9 milliseconds); where more are on all lists, it is not far from it, and what
was done is in vain."""


class ListsMoved(Exception):  # noqa: N818 - no error: the caller has another way
    """The lists were changing while they were followed, or are too long, or are not where they were looked for."""


def find_tops(source: Source, heaps: Iterable[Heap]) -> dict[int, int]:
    """Of each arena, where its field `top` is, and where the top begins. Raises ListsMoved where one is not found."""
    fields = {_field(source, heap) for heap in heaps}
    return {field: _word(source.memory, field) for field in fields}


def sum_lists(memory: Memory, tops: dict[int, int], heaps: Iterable[Heap]) -> ToldSums:
    """What malloc would tell of itself, by the lists of its arenas; `tops` as from `find_tops`. Raises ListsMoved,
    where there are so many free chunks that a walk over all is as fast as well."""
    heaps = list(heaps)
    system = left = sum(heap.end - heap.base for heap in heaps)
    free = sum(heap.end - top for heap in heaps for top in tops.values() if heap.start <= top < heap.end)
    for field in tops:
        for number in range(1, 1 + _LISTS):
            for start, end in _listed(memory, field + (number - 1) * _LINK):
                free += end - start
                left -= _BYTES_A_FREE
                if left < 0:
                    raise ListsMoved
    return ToldSums(system, free)


def find_large_free(memory: Memory, fields: Iterable[int], heap_bytes: int) -> Ranges:
    """The free chunks of a page and more, tops left out, of the arenas whose fields `top` are given, and chunks that
    wait to be sorted. Raises ListsMoved."""
    found: list[tuple[int, int]] = []
    for field in fields:
        for number in _LARGE:
            for chunk in _listed(memory, field + (number - 1) * _LINK):
                found.append(chunk)
                if len(found) * _BYTES_A_LARGE > heap_bytes:
                    raise ListsMoved
    return Ranges.of(sorted(found))


def _listed(memory: Memory, head: int) -> Iterator[tuple[int, int]]:
    """Where the chunks of a list begin and end."""
    before, at = head, _word(memory, head + _LINK)
    while at != head:
        _, size, following, previous = _chunk(memory, at)
        if previous != before:
            raise ListsMoved
        yield at, at + (size & ~_FLAGS)
        before, at = at, following


def _field(source: Source, heap: Heap) -> int:
    found = _main_field(source, heap) if heap.is_brk else top_field(source.memory, heap.arena)
    if found is None:
        raise ListsMoved
    return found


def _main_field(source: Source, heap: Heap) -> int | None:
    """The field `top` of the main arena, which is a variable of the C library: it points into the heap of brk, and
    behind it stand the lists, each empty, so that its head leads to itself, or leading there as well."""
    for mapping in source.mappings:
        if is_glibc(mapping.path) and mapping.permissions.startswith("rw"):
            content = words(source.memory.span(mapping.start, mapping.end - mapping.start))
            inside = (content >= heap.start) & (content < heap.end)
            for place in np.flatnonzero(inside[: len(content) - 2 * _LISTS - 2]).tolist():
                field = mapping.start + place * 8
                links = slice(place + 2, place + 2 + 2 * _LISTS)
                heads = np.uint64(field) + np.arange(_LISTS, dtype=np.uint64) * np.uint64(_LINK)
                empty = (content[links].reshape(-1, 2) == heads[:, None]).all(axis=1)
                if (empty | inside[links].reshape(-1, 2).all(axis=1)).all():
                    return field
    return None


def _word(memory: Memory, place: int) -> int:
    found = words(memory.span(place, 8))
    if not len(found):
        raise ListsMoved
    return int(found[0])


def _chunk(memory: Memory, place: int) -> tuple[int, ...]:
    content = memory.span(place, _CHUNK.size)
    if len(content) < _CHUNK.size:
        raise ListsMoved
    return _CHUNK.unpack(content.data)
