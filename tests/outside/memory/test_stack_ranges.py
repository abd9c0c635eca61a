"""Stacks of threads and of frames."""

import struct

import numpy as np
import pytest

from sparsemem.outside.memory import stack_ranges
from sparsemem.outside.memory.claimed_pages import Claims
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.memory.regions import Ranges, find_regions
from sparsemem.outside.memory.residency import PAGE, Residency, read_residency
from sparsemem.outside.memory.stack_ranges import find_frame_stacks, find_stacks_side_by_side, find_thread_stacks
from sparsemem.procfs import Mapping
from tests.outside.buffer_memory import BufferMemory
from tests.outside.children import Start

BASE = 0x7F0000000000
PAGES = 16


def _residency() -> Residency:
    flags = np.append(np.ones(PAGES, np.bool_), False)
    bounds = [np.array([place], np.uint64) for place in (BASE, BASE + PAGES * PAGE)]
    return Residency(bounds[0], bounds[1], np.array([0]), flags, np.arange(PAGES + 1, dtype=np.int32))


def _stacks(place: int, first: int, second: int, guard: str = "---p") -> int:
    """How many stacks are found with two words at a place of the mapping."""
    memory = bytearray(PAGES * PAGE)
    struct.pack_into("<QQQ", memory, place, first, 1, second)
    mappings = [
        Mapping(BASE - PAGE, BASE, guard, "00:00", 0, "", 0, 0, 0),
        Mapping(BASE, BASE + PAGES * PAGE, "rw-p", "00:00", 0, "", PAGE, PAGE, 0),
    ]
    return len(find_thread_stacks(BufferMemory({BASE: memory}), _residency(), mappings))


def test_a_descriptor_names_itself_twice() -> None:
    place = PAGES * PAGE - 0x940
    assert _stacks(place, BASE + place, BASE + place) == 1
    assert _stacks(place, BASE + place, BASE + place + 8) == 0
    assert _stacks(place, BASE + place + 8, BASE + place) == 0
    assert _stacks(place, 0, 0) == 0


def test_a_descriptor_stands_near_the_top_and_above_a_guard() -> None:
    near, far = PAGES * PAGE - 32768, PAGES * PAGE - 32768 - 8
    assert _stacks(near, BASE + near, BASE + near) == 1
    assert _stacks(far, BASE + far, BASE + far) == 0
    assert _stacks(near, BASE + near, BASE + near, guard="rw-p") == 0


def _side_by_side(base: int, size: int, claimed: tuple[tuple[int, int], ...] = ()) -> list[int]:
    """The pages that are found, from 0, with a descriptor in page 7 that tells a block."""
    memory, place = bytearray(PAGES * PAGE), 7 * PAGE + 0x6C0
    struct.pack_into("<QQQ", memory, place, BASE + place, 1, BASE + place)
    struct.pack_into("<QQ", memory, place + 0x698, base, size)
    claims = Claims(_residency())
    claims.take(Ranges.of((BASE + first * PAGE, BASE + stop * PAGE) for first, stop in claimed))
    found = find_stacks_side_by_side(BufferMemory({BASE: memory}), claims)
    assert (found.ends - found.starts == PAGE).all()
    return ((found.starts - BASE) // PAGE).tolist()


def test_a_descriptor_tells_the_block_of_its_stack() -> None:
    assert _side_by_side(BASE + 4 * PAGE, 4 * PAGE) == [4, 5, 6, 7]
    assert _side_by_side(BASE + 4 * PAGE, 4 * PAGE, claimed=((5, 6), (9, 12))) == [4, 6, 7]
    assert _side_by_side(BASE + 4 * PAGE, 4 * PAGE, claimed=((7, 8),)) == []


def test_a_block_has_its_descriptor_near_its_top() -> None:
    assert _side_by_side(BASE, 15 * PAGE) == list(range(15))
    assert _side_by_side(BASE, 16 * PAGE) == []
    assert _side_by_side(BASE + 4 * PAGE, 3 * PAGE) == []
    assert _side_by_side(BASE + 4 * PAGE + 8, 4 * PAGE) == []
    assert _side_by_side(BASE + 4 * PAGE, 4 * PAGE + 8) == []
    assert _side_by_side(0, 0) == []


def test_many_pages_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_ranges, "_MOST_PAGES", PAGES - 1)
    assert _side_by_side(BASE + 4 * PAGE, 4 * PAGE) == []


def _frames(previous: int, size: int, top: int) -> int:
    memory = bytearray(PAGES * PAGE)
    struct.pack_into("<QQQ", memory, 0, previous, size, top)
    return len(find_frame_stacks(BufferMemory({BASE: memory}), Claims(_residency())))


def test_frame_stacks() -> None:
    assert _frames(0, 16384, 0) == 1
    assert _frames(BASE - PAGE, 32768, 4095) == 1
    assert _frames(0, 32768, 4096) == 0
    assert _frames(0, 16384 + PAGE, 0) == 0
    assert _frames(8, 16384, 0) == 0
    assert _frames(0, 2 * PAGES * PAGE, 0) == 0


def test_every_thread_has_a_stack(start: Start) -> None:
    child = start(
        "import threading\ne = threading.Event()\n"
        "t = [threading.Thread(target=e.wait, daemon=True) for _ in range(200)]\n[u.start() for u in t]"
    )
    source = open_source(child.pid)
    residency = read_residency(source.pagemap, find_regions(source.mappings))
    assert len(find_thread_stacks(source.memory, residency, source.mappings)) == 200
