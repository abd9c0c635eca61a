"""The reader of captures, from records that a test makes: lines, sizes, and the heap from event to event."""

import sys
import sysconfig
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from sparsemem.measure.passes.memray_capture import READER

FREE, MALLOC, PY_FREE, PY_MALLOC, MMAP = 5, 6, 1, 2, 14
STDLIB = sysconfig.get_path("stdlib")


@dataclass
class Event:
    """What the reader asks of memray's records."""

    allocator: int
    address: int
    size: int = 0
    stack_id: int = 0
    n_allocations: int = 1
    frames: tuple[tuple[str, str, int], ...] = (("f", "/a.py", 1),)

    def stack_trace(self, max_stacks: int | None = None) -> Any:
        return list(self.frames)


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """The lines and the replay, which the reader finds beside itself."""
    monkeypatch.syspath_prepend(READER.parent)
    lines, replay = __import__("heap_lines"), __import__("heap_replay")
    for name in ("heap_lines", "heap_replay"):
        monkeypatch.delitem(sys.modules, name)
    return lines, replay


def test_a_place_is_the_programs_own_line_nearest_to_the_allocation(modules: Any) -> None:
    own, json, site = (
        ("load", "/app/a.py", 3),
        ("decode", f"{STDLIB}/json/x.py", 9),
        ("f", "/x/site-packages/y.py", 1),
    )

    assert modules[0].place_of([json, site, own, ("main", "/app/a.py", 8)]) == own
    assert modules[0].place_of([json, site]) == json
    assert modules[0].place_of([]) is None


def test_a_comprehension_is_told_as_the_function_around_it(modules: Any) -> None:
    inner = [("<listcomp>", "/a.py", 3), ("<genexpr>", "/a.py", 3), ("load", "/a.py", 3), ("<module>", "/a.py", 9)]

    assert modules[0].place_of(inner) == ("load", "/a.py", 3)
    assert modules[0].place_of(inner[:2]) == ("<listcomp>", "/a.py", 3)
    assert modules[0].place_of([("<genexpr>", "/a.py", 3), ("other", "/b.py", 1)]) == ("<genexpr>", "/a.py", 3)


def test_lines_are_summed_and_mappings_are_no_heap(modules: Any) -> None:
    records = [Event(PY_MALLOC, 0, 60, n_allocations=2), Event(MALLOC, 0, 40), Event(MMAP, 0, 1 << 20)]

    found = modules[0].summed(records)

    assert (found["bytes"], found["blocks"], found["mapped_bytes"]) == (100, 3, 1 << 20)
    assert found["places"] == {("f", "/a.py", 1): [100, 3]}


def test_the_list_of_lines_leaves_out_crumbs_but_not_those_that_were_asked_for(modules: Any) -> None:
    place = modules[0].Place
    places = {place("f", "a", n): [size, 1] for n, size in enumerate((4_000_000, 4096, 4095))}

    assert [line[2:] for line in modules[0].listed(places, ())] == [[0, 4_000_000, 1], [1, 4096, 1]]
    assert [line[2] for line in modules[0].listed(places, [place("f", "a", 2), place("g", "a", 2)])] == [0, 1, 2]


def test_a_share_is_of_all_that_is_kept_seen_or_not(modules: Any) -> None:
    place = modules[0].Place("f", "a", 1)
    one = {"addresses": [16, 32, 48], "kept": [3.0, 1.0, 4.0]}

    assert modules[0].shares(one, {16: place, 32: place, 48: None}) == [["f", "a", 1, 0.5]]
    assert modules[0].shares({"addresses": [], "kept": []}, {}) == []


@pytest.mark.parametrize(
    ("allocator", "kind", "size", "counted"),
    [
        ("pymalloc", PY_MALLOC, 0, 16),
        ("pymalloc", PY_MALLOC, 16, 16),
        ("pymalloc", PY_MALLOC, 17, 32),
        ("pymalloc", PY_MALLOC, 512, 512),
        ("pymalloc", PY_MALLOC, 513, 528),
        ("pymalloc", MALLOC, 24, 32),
        ("pymalloc", MALLOC, 1, 32),
        ("pymalloc", MALLOC, 40, 48),
        ("pymalloc", MALLOC, 41, 64),
        ("pymalloc debug", PY_MALLOC, 16, 48),
        ("malloc", PY_MALLOC, 17, 32),
    ],
)
def test_what_an_allocator_takes_for_a_size(modules: Any, allocator: str, kind: int, size: int, counted: int) -> None:
    replay = modules[1].Replay(modules[1].Sizes(allocator), set())
    replay.run([Event(kind, 1 << 20, size)], ())
    assert 16 * replay.live == counted


def test_the_heap_rises_and_falls_and_its_peak_stays(modules: Any) -> None:
    replay = modules[1].Replay(modules[1].Sizes("pymalloc"), set())
    events = [Event(PY_MALLOC, 16 * n, 16) for n in range(1, 11)] + [Event(PY_FREE, 16 * n) for n in range(1, 8)]
    events += [Event(FREE, 1 << 40), Event(MMAP, 1 << 30, 1 << 20), Event(PY_MALLOC, 16, 32)]

    assert replay.run(events, ()) is None
    assert (replay.peak, replay.live) == (10, 5)


def test_the_heap_between_two_events(modules: Any) -> None:
    def between(*times: int) -> Any:
        replay = modules[1].Replay(modules[1].Sizes("pymalloc"), set())
        events = [Event(PY_MALLOC, 16 * n, 16) for n in range(1, 7)] + [Event(PY_FREE, 16 * n) for n in range(1, 5)]
        then = replay.run(events, times)
        assert (replay.peak, replay.live) == (6, 2)
        return then

    assert between(0, 10) == (0, 96)
    assert between(3, 3) == (48, 48)
    assert between(4, 9) == (48, 96)
    assert between(8, 20) == (32, 64)


def test_the_last_allocation_of_a_block_that_is_in_use_counts(modules: Any) -> None:
    replay = modules[1].Replay(modules[1].Sizes("pymalloc"), {16, 32, 64})
    events = [
        Event(PY_MALLOC, 16, 16, stack_id=1), Event(PY_FREE, 16), Event(PY_MALLOC, 16, 16, stack_id=2),
        Event(PY_MALLOC, 32, 16, stack_id=3), Event(PY_FREE, 32), Event(PY_MALLOC, 48, 16, stack_id=4),
    ]  # fmt: skip

    replay.run(events, ())

    assert replay.last == {16: 2}
    assert replay.records[2] is events[2]
