"""Chunks of malloc, of written heaps and of living children."""

import struct
from dataclasses import replace

import numpy as np
import pytest

from sparsemem.outside.glibc.malloc_chunks import HeapTotals, walk_heap
from sparsemem.outside.glibc.malloc_heaps import find_heaps
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.memory.regions import find_regions
from sparsemem.outside.memory.residency import PAGE, Residency, read_residency
from sparsemem.outside.memory.resident_windows import WINDOW
from tests.outside.buffer_memory import BufferMemory
from tests.outside.children import Child, Start, interpreters

BASE = 0x55550000000


def _heap(*chunks: tuple[int, bool], size: int = 4 * PAGE) -> BufferMemory:
    """Chunks of a size each, in use or not, and the top up to `size`."""
    memory, at, previous = bytearray(size), 0, True
    for length, in_use in [*chunks, (size - sum(length for length, _ in chunks), False)]:
        struct.pack_into("<QQ", memory, at, 0, length | previous)
        at, previous = at + length, in_use
    return BufferMemory({BASE: memory})


def _all_resident(pages: int = 4, holes: tuple[int, ...] = ()) -> Residency:
    present = np.ones(pages + 1, np.bool_)
    present[[*holes, pages]] = False
    before = np.concatenate([[0], np.cumsum(present[:-1])]).astype(np.int32)
    bounds = [np.array([place], np.uint64) for place in (BASE, BASE + pages * PAGE)]
    return Residency(bounds[0], bounds[1], np.array([0]), present, before)


def _walk(memory: BufferMemory, holes: tuple[int, ...] = ()) -> HeapTotals:
    return walk_heap(memory, _all_resident(holes=holes), BASE, BASE + 4 * PAGE)


def test_live_and_free_chunks_and_the_top() -> None:
    assert _walk(_heap((0x290, True), (0x40, False), (0x20, True))) == HeapTotals(
        live_bytes=0x2B0,
        free_bytes=4 * PAGE - 0x2B0,
        resident_live_bytes=0x2B0,
        resident_free_bytes=4 * PAGE - 0x2B0,
        trimmable_bytes=3 * PAGE,
        live_chunks=2,
        free_chunks=2,
    )


def test_pages_that_went_back_are_free_but_not_resident() -> None:
    totals = _walk(_heap((0x100, True), (2 * PAGE, False), (0x100, True)), holes=(1,))
    assert totals.live_bytes == totals.resident_live_bytes == 0x200
    assert totals.free_bytes - totals.resident_free_bytes == PAGE


def test_flags_are_not_part_of_a_size() -> None:
    memory = bytearray(PAGE)
    struct.pack_into("<QQ", memory, 0, 0, 0x100 | 5)
    struct.pack_into("<QQ", memory, 0x100, 0, (PAGE - 0x100) | 5)
    totals = walk_heap(BufferMemory({BASE: memory}), _all_resident(1), BASE, BASE + PAGE)
    assert (totals.live_bytes, totals.free_bytes) == (0x100, PAGE - 0x100)


@pytest.mark.parametrize("size", [0, 8, 16, 24, 0x108, 1 << 40, (1 << 64) - 8])
def test_a_size_that_leads_nowhere_is_a_break_and_no_error(size: int) -> None:
    memory = bytearray(PAGE)
    struct.pack_into("<QQ", memory, 0, 0, size | 1)
    totals = walk_heap(BufferMemory({BASE: memory}), _all_resident(1), BASE, BASE + PAGE)
    assert totals.live_bytes == 0
    assert totals.resident_live_bytes + totals.resident_free_bytes <= PAGE


def test_chunks_larger_than_a_window() -> None:
    size = 3 * WINDOW
    memory = _heap((0x100, True), (2 * WINDOW + 0x100, False), (0x20, True), size=size)
    totals = walk_heap(memory, _all_resident(size // PAGE), BASE, BASE + size)
    assert (totals.live_bytes, totals.breaks) == (0x120, 0)
    assert totals.live_bytes + totals.free_bytes == size


def test_a_sample_stands_for_the_whole_heap() -> None:
    size, pair = 24 * WINDOW, 0x1000
    count = size // pair - 1
    memory = _heap(*[(0xC00, True), (0x400, False)] * count, size=size)
    whole = walk_heap(memory, _all_resident(size // PAGE), BASE, BASE + size)
    sample = walk_heap(memory, _all_resident(size // PAGE), BASE, BASE + size, every=5)
    assert abs(sample.live_bytes - whole.live_bytes) < size // 100
    assert abs(sample.resident_free_bytes - whole.resident_free_bytes) < size // 100
    assert sample.live_chunks != whole.live_chunks


def test_totals_add_up() -> None:
    one = HeapTotals(1, 2, 3, 4, 5, 6, 7, 8)
    assert one + one == HeapTotals(2, 4, 6, 8, 10, 12, 14, 16)
    assert one + HeapTotals() == replace(one)


def _totals(child: Child) -> HeapTotals:
    source = open_source(child.pid)
    regions = find_regions(source.mappings)
    residency = read_residency(source.pagemap, regions)
    heaps = [walk_heap(source.memory, residency, heap.start, heap.end) for heap in find_heaps(source.memory, regions)]
    return sum(heaps, HeapTotals())


def _close(ours: int, own: int) -> bool:
    """Within 1 %, or within what the report itself takes and frees."""
    return abs(ours - own) <= max(own // 100, 300_000)


PROGRAMS = {
    "idle": "",
    "holes": "x = [bytes(600 + i % 3000) for i in range(20_000)]; x = x[::3]",
    "lists": "x = [[0] * (i % 500) for i in range(20_000)]; del x[::2]",
    "threads": "import threading\ne = threading.Event()\ndef f():\n    x = [bytes(1000) for _ in range(2_000)]\n"
    "    del x[::2]; e.wait()\n[threading.Thread(target=f, daemon=True).start() for _ in range(6)]\n"
    "import time; time.sleep(1)",
    "trimmed": "x = [bytes(5000) for _ in range(9_000)]; x = x[::20]\n"
    "import ctypes; ctypes.CDLL(None).malloc_trim(0)",
}


@pytest.mark.parametrize("python", interpreters())
@pytest.mark.parametrize("name", PROGRAMS)
def test_agrees_with_malloc_itself(start: Start, python: str, name: str) -> None:
    child = start(PROGRAMS[name], python)
    totals = _totals(child)
    assert totals.breaks == 0
    assert _close(totals.live_bytes, child.malloc["live"])
    assert _close(totals.free_bytes, child.malloc["free"])


def test_every_object_from_malloc(start: Start) -> None:
    child = start("x = [[i, str(i)] for i in range(100_000)]; x = x[::3]\ny = bytes(2000)", PYTHONMALLOC="malloc")
    totals = _totals(child)
    assert totals.breaks == 0
    assert _close(totals.live_bytes, child.malloc["live"])


def test_trimmed_pages_are_seen(start: Start) -> None:
    totals = _totals(start(PROGRAMS["trimmed"]))
    assert totals.free_bytes > 40_000_000
    assert totals.resident_free_bytes < 8_000_000
