"""Where malloc's memory is found."""

import struct

import numpy as np
import pytest

from sparsemem.outside.glibc.malloc_heaps import HEAP_SIZE, find_heaps, find_mapped_chunks
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.regions import Ranges, Region
from sparsemem.outside.memory.residency import PAGE, Residency
from tests.outside.buffer_memory import BufferMemory

BASE = 0x7F0000000000


def _thread_heap(
    header: int, size: int = 0x21000, protected: int = 0x21000, arena: int | None = None
) -> BufferMemory:
    info = struct.pack("<QQQQ", BASE + header if arena is None else arena, 0, size, protected)
    return BufferMemory({BASE: info + bytes(size - len(info) if size < HEAP_SIZE else 0x21000)})


@pytest.mark.parametrize(("header", "first"), [(0x20, 0x8C0), (0x30, 0x8D0)])
def test_a_thread_arena_begins_behind_its_state(header: int, first: int) -> None:
    region = Region(BASE - PAGE, BASE + 0x21000, PAGE, False, "")
    (heap,) = find_heaps(_thread_heap(header), [region])
    assert (heap.base, heap.start, heap.end) == (BASE, BASE + first, BASE + 0x21000)


@pytest.mark.parametrize(
    "memory",
    [
        _thread_heap(0x30, arena=BASE + 0x40),
        _thread_heap(0x30, arena=0),
        _thread_heap(0x30, arena=2**64 - 1),
        _thread_heap(0x30, size=0x20FF0),
        _thread_heap(0x30, protected=0x20000),
        _thread_heap(0x30, protected=HEAP_SIZE + PAGE),
        BufferMemory({}),
    ],
)
def test_what_is_no_heap(memory: BufferMemory) -> None:
    assert find_heaps(memory, [Region(BASE, BASE + 0x21000, PAGE, False, "")]) == []


def test_a_heap_ends_with_its_region() -> None:
    (heap,) = find_heaps(_thread_heap(0x30), [Region(BASE, BASE + 0x20000, PAGE, False, "")])
    assert (heap.end, heap.limit) == (BASE + 0x20000, BASE + 0x20000)
    (heap,) = find_heaps(_thread_heap(0x30), [Region(BASE, BASE + 2 * HEAP_SIZE, PAGE, False, "")])
    assert (heap.end, heap.limit) == (BASE + 0x21000, BASE + HEAP_SIZE)


def test_a_further_heap_of_an_arena_has_no_state() -> None:
    second = BASE + HEAP_SIZE
    memory = BufferMemory(
        {
            BASE: struct.pack("<QQQQ", BASE + 0x30, 0, 0x1000, 0x1000),
            second: struct.pack("<QQQQ", BASE + 0x30, BASE, 0x2000, 0x3000),
        }
    )
    (heap,) = find_heaps(memory, [Region(second, second + 0x3000, PAGE, False, "")])
    assert (heap.start, heap.end) == (second + 0x30, second + 0x2000)


def _mapped(*chunks: tuple[int, int, int, int], pages: int = 8) -> list[tuple[int, int]]:
    """From (page, lead, word before, size word), what is found, in pages from the start."""
    memory = bytearray(pages * PAGE)
    for page, lead, before, size in chunks:
        struct.pack_into("<QQ", memory, page * PAGE + lead, before, size)
    flags = np.append(np.ones(pages, np.bool_), False)
    residency = Residency(
        np.array([BASE], np.uint64),
        np.array([BASE + pages * PAGE], np.uint64),
        np.array([0]),
        flags,
        np.arange(pages + 1, dtype=np.int32),
    )
    claims = Claims(residency)
    claims.take(Ranges.of([(BASE + 7 * PAGE, BASE + 8 * PAGE)]))
    found = find_mapped_chunks(BufferMemory({BASE: memory}), claims)
    bounds = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return [((start - BASE) // PAGE, (end - BASE) // PAGE) for start, end in bounds]


def test_mapped_chunks_one_after_the_other() -> None:
    assert _mapped((0, 0, 0, 2 * PAGE | 2), (2, 0, 0, PAGE | 2), (5, 0, 0, PAGE | 2)) == [(0, 2), (2, 3), (5, 6)]


def test_what_looks_like_a_chunk_inside_of_one_is_data() -> None:
    assert _mapped((0, 0, 0, 3 * PAGE | 2), (1, 0, 0, PAGE | 2)) == [(0, 3)]


@pytest.mark.parametrize("lead", [16, 48, 112])
def test_aligned_chunks_tell_how_far_they_moved(lead: int) -> None:
    assert _mapped((1, lead, lead, (2 * PAGE - lead) | 2)) == [(1, 3)]
    assert _mapped((1, lead, 0, (2 * PAGE - lead) | 2)) == []


@pytest.mark.parametrize(
    ("before", "size"),
    [
        (0, PAGE),
        (0, PAGE | 1),
        (0, PAGE | 3),
        (0, PAGE + 16 | 2),
        (8, PAGE | 2),
        (0, 2),
        (0, 9 * PAGE | 2),
        (0, 2**63 | 2),
    ],
)
def test_what_is_no_mapped_chunk(before: int, size: int) -> None:
    assert _mapped((0, 0, before, size)) == []


def test_pages_that_somebody_took_begin_no_chunk() -> None:
    assert _mapped((7, 0, 0, PAGE | 2)) == []
