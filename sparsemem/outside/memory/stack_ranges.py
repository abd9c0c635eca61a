"""Stacks: those of threads, by the descriptor at their top, and the interpreter's own stacks of frames."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.memory_access import Addresses, Flags, Memory, words
from sparsemem.outside.memory.regions import Ranges
from sparsemem.outside.memory.residency import PAGE, Residency
from sparsemem.procfs import Mapping

_TOP = 32768
"""How far below the end of a stack its descriptor is looked for: libraries' thread-local data is around it."""
_FRAMES = 16384
"""`DATA_STACK_CHUNK_SIZE` of CPython's Python/pystate.c; a chunk is this, or a power of two times this."""
_DOUBLINGS = 12
_BATCH = 1 << 16
"""Pages that are asked at once."""
_MOST_PAGES, _MOST_BYTES = 1 << 13, 1 << 40
"""Pages that are read as a whole, and what no stack has."""


def find_thread_stacks(memory: Memory, residency: Residency, mappings: Sequence[Mapping]) -> Ranges:
    """The stacks of living threads, and those that glibc keeps for the next thread.

    A stack is a mapping of its own above a guard page. Near its top stands `struct pthread`, which on x86-64 begins
    with `tcbhead_t` (sysdeps/x86_64/nptl/tls.h): its own address, and the same again at 16. On other machines there
    is no such mark, and stacks are not told from other memory.
    """
    stacks = [
        mapping
        for guard, mapping in pairwise(mappings)
        if mapping.is_heap and guard.end == mapping.start and guard.permissions.startswith("---")
    ]
    return Ranges.of((stack.start, stack.end) for stack in stacks if _has_descriptor(memory, residency, stack))


def _has_descriptor(memory: Memory, residency: Residency, stack: Mapping) -> bool:
    pages = np.arange(max(stack.start, stack.end - _TOP), stack.end, PAGE, dtype=np.uint64)
    return len(_descriptors(memory, pages[residency.resident(pages)])) > 0


def _descriptors(memory: Memory, pages: Addresses) -> Addresses:
    """Where a `struct pthread` begins in some pages."""
    found = words(memory.gather(pages, PAGE)[0])
    places = pages[:, None] + np.arange(0, PAGE, 8).astype(np.uint64)
    own: Flags = (found[:, :-2] == places[:, :-2]) & (found[:, 2:] == places[:, :-2])
    begins: Addresses = places[:, :-2][own]
    return begins


def find_stacks_side_by_side(memory: Memory, claims: Claims) -> Ranges:
    """The pages of threads' stacks that no reader has claimed: of those whose guards are no mappings.

    Since glibc 2.42 and Linux 6.13 pages of a guard are marked (MADV_GUARD_INSTALL; nptl/allocatestack.c),
    so that many stacks are one mapping. `struct pthread` tells where its block begins, and of how many bytes it is.
    """
    pages, _ = claims.free_pages()
    if len(pages) > _MOST_PAGES:
        return Ranges.of(())
    blocks = [block for place in _descriptors(memory, pages).tolist() for block in _block(memory, place)]
    inside = [pages[first:stop] for first, stop in np.searchsorted(pages, np.array(blocks, np.uint64)).tolist()]
    own = np.unique(np.concatenate([pages[:0], *inside]))
    return Ranges(own, own + np.uint64(PAGE))


def _block(memory: Memory, place: int) -> Iterator[tuple[int, int]]:
    """What a `struct pthread` says that the stack is which it stands at the top of."""
    content = words(memory.span(place, PAGE))
    base, size = content[:-1], content[1:]
    good = (base % np.uint64(PAGE) == 0) & (size % np.uint64(PAGE) == 0) & (size < np.uint64(_MOST_BYTES))
    ends = base + size
    good &= (base < place) & (place < ends) & (ends <= np.uint64(place + _TOP))
    yield from zip(base[good][:1].tolist(), ends[good][:1].tolist(), strict=True)


def find_frame_stacks(memory: Memory, claims: Claims) -> Ranges:
    """The interpreter's stacks of Python frames, one at least for each thread, each mapped by itself.

    `struct _stack_chunk` of CPython's Include/cpython/pystate.h, 3.11 to 3.13: the chunk before, the size of this
    one in bytes, and how many of its words are in use (written when the next chunk is begun).
    """
    pages, ends = claims.free_pages()
    return Ranges.of(
        found
        for first in range(0, len(pages), _BATCH)
        for found in _frame_stacks(memory, pages[first : first + _BATCH], ends[first : first + _BATCH])
    )


def _frame_stacks(memory: Memory, pages: Addresses, ends: Addresses) -> Iterator[tuple[int, int]]:
    rows, readable = memory.gather(pages, 24)
    previous, size, top = words(rows).T
    good = readable & np.isin(size, [np.uint64(_FRAMES << power) for power in range(_DOUBLINGS)])
    good &= (previous % np.uint64(PAGE) == 0) & (top < size // np.uint64(8)) & (size <= ends - pages)
    yield from zip(pages[good].tolist(), (pages + size)[good].tolist(), strict=True)
