"""Reads what memray recorded, with the memray that recorded it: `python -P read_capture.py REQUEST`.

The request is a JSON object: `capture` and `answer`, names of files; `pinning`, the blocks whose sites are wanted;
`marks`, two places in the capture between which the heap is wanted, or null; `flamegraph`, a page to write, or null.
The answer is one JSON object. Run by path in the target's interpreter, after the target has ended: the format
of a capture changes with memray's version. API: https://bloomberg.github.io/memray/api.html.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
from array import array
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAPPINGS = (14, 15)
"""`AllocatorType.MMAP` and `MUNMAP`: mappings of files and the like are no heap, and no allocator counts them."""
RELEASES = (1, 5)
"""`AllocatorType.PYMALLOC_FREE` and `FREE`."""
PYMALLOC = (2, 3, 4)
STEP, LARGEST_SMALL, DEBUG_BYTES = 16, 512, 24
"""Blocks of pymalloc and chunks of glibc's malloc are multiples of the first; the largest block of pymalloc's, and
what the debug hooks add to each."""
CHUNK_HEADER, SMALLEST_CHUNK = 8, 32
"""Of glibc's malloc."""
MOST_EVENTS = 30_000_000
"""Allocations and releases that are gone through one by one: half a minute, on a machine that has nothing else to do."""

EMPTY = bytes(4096 * 4)
MOST_FRAMES, MOST_LINES, MOST_SITES = 100, 60, 3
PARTS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
"""Functions to the interpreter (before 3.12 all of them), and parts of one to a reader."""


class Place(NamedTuple):
    """A line of source, and the function that it is in."""

    function: str
    path: str
    line: int


FOREIGN = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), "<")
INSTALLED = ("/site-packages/", "/dist-packages/")


@cache
def is_own(path: str) -> bool:
    """Whether a file is of the program itself: neither the standard library's nor an installed package's."""
    return not path.startswith(FOREIGN) and not any(folder in path for folder in INSTALLED)


def place_of(stack: Sequence[tuple[str, str, int]]) -> Place | None:
    """The program's own line that is nearest to an allocation, the nearest of all where it has none, None for none.

    The stack has the innermost frame first.
    """
    if not stack:
        return None
    at = next((at for at, frame in enumerate(stack) if is_own(frame[1])), 0)
    function, path, line = stack[at]
    names = (name for name, where, _ in stack[at:] if where == path and name not in PARTS)
    return Place(next(names, function), path, line)


class Sizes:
    """What an interpreter's allocators take for a requested size, in steps of 16 bytes."""

    def __init__(self, allocator: str) -> None:
        self._is_pymalloc = allocator.startswith("pymalloc")
        self._debug_bytes = DEBUG_BYTES if "debug" in allocator else 0
        self.of_python: dict[int, int] = {}
        self.of_malloc: dict[int, int] = {}

    def python(self, size: int) -> int:
        """Of a block that Python asked for."""
        if self._is_pymalloc and size + self._debug_bytes <= LARGEST_SMALL:
            found = max(-(-(size + self._debug_bytes) // STEP), 1)
        else:
            found = self.malloc(size + self._debug_bytes)
        return self.of_python.setdefault(size, found)

    def malloc(self, size: int) -> int:
        """Of a chunk of malloc's."""
        return self.of_malloc.setdefault(size, max(-(-(size + CHUNK_HEADER) // STEP), SMALLEST_CHUNK // STEP))


class Replay:
    """The heap from event to event, in steps of 16 bytes, and who allocated the blocks at some addresses.

    What is where is kept in a table of 4 bytes for each 16 of the heap: a dict would take as much as the heap itself.
    """

    def __init__(self, sizes: Sizes, wanted: set[int]) -> None:
        self._sizes, self._wanted = sizes, wanted
        self._tables: dict[int, array[int]] = {}
        self.live = self.peak = 0
        self.last: dict[int, int] = {}
        """For each of the wanted addresses that are in use the number of the stack of its last allocation.

        What a free list of the interpreter handed on was not released: it has the stack of its first time.
        """
        self.records: dict[int, Any] = {}
        """A record with each of those stacks."""

    def run(self, events: Iterable[Any], times: Sequence[int]) -> tuple[int, int] | None:
        """Go through all; the least and the most bytes between two of them, by their numbers."""
        if not times:
            self._go(events)
            return None
        events = iter(events)
        self._go(islice(events, times[0]))
        low, self.peak, before = self.live, self.live, self.peak
        low = min(low, self._go(islice(events, times[1] - times[0])))
        then, self.peak = (STEP * low, STEP * self.peak), max(before, self.peak)
        self._go(events)
        return then

    def _go(self, events: Iterable[Any]) -> int:
        """The least that was live. One loop without calls: it runs once for each allocation of the program."""
        tables, wanted, live, peak, low = self._tables, self._wanted, self.live, self.peak, self.live
        of_python, of_malloc = self._sizes.of_python, self._sizes.of_malloc
        for event in events:
            kind, address = event.allocator, event.address
            if kind in MAPPINGS:
                continue
            table = tables.get(address >> 16)
            if table is None:
                table = tables[address >> 16] = array("I", EMPTY)
            place = address >> 4 & 4095
            if kind in RELEASES:
                live -= table[place]
                table[place] = 0
                if live < low:
                    low = live
                if address in wanted:
                    self.last.pop(address, None)
                continue
            size = event.size
            steps = of_python.get(size) if kind in PYMALLOC else of_malloc.get(size)
            if steps is None:
                steps = self._sizes.python(size) if kind in PYMALLOC else self._sizes.malloc(size)
            live += steps - table[place]
            table[place] = steps
            if live > peak:
                peak = live
            if address in wanted:
                self.last[address] = event.stack_id
                self.records.setdefault(event.stack_id, event)
        self.live, self.peak = live, peak
        return low


def summed(records: Iterable[Any]) -> dict[str, Any]:
    """The heap of one time: requested and mapped bytes, and the former by line, with the blocks of each."""
    found = {"bytes": 0, "mapped_bytes": 0}
    places: dict[Place, list[int]] = {}
    for record in records:
        if record.allocator in MAPPINGS:
            found["mapped_bytes"] += record.size
            continue
        found["bytes"] += record.size
        place = place_of(record.stack_trace(max_stacks=MOST_FRAMES)) if record.n_allocations else None
        if place is not None:
            line = places.setdefault(place, [0, 0])
            line[0] += record.size
            line[1] += record.n_allocations
    return found | {"places": places}


def listed(places: dict[Place, list[int]], others: Iterable[Place]) -> list[list[Any]]:
    """Function, path, line, bytes and blocks of the lines with the most bytes, and of `others` that are there."""
    order = sorted(places, key=lambda place: -places[place][0])[:MOST_LINES]
    order += [place for place in others if place in places and place not in order]
    return [[*place, *places[place]] for place in order]


def sites_of(pinning: list[dict[str, Any]], replay: Replay) -> list[dict[str, Any]]:
    """For each type the lines that allocated its blocks, with their share of what the blocks keep."""
    traces = {number: record.stack_trace(max_stacks=MOST_FRAMES) for number, record in replay.records.items()}
    places = {number: place_of(stack) for number, stack in traces.items()}
    found = {at: places[number] for at, number in replay.last.items()}
    return [{"type": one["type"], "sites": shares(one, found)} for one in pinning]


def shares(one: dict[str, Any], places: dict[int, Place | None]) -> list[list[Any]]:
    """Function, path, line and share of the lines that allocated the most of what a type keeps."""
    found: dict[Place, float] = {}
    for address, kept in zip(one["addresses"], one["kept"], strict=True):
        place = places.get(address)
        if place is not None:
            found[place] = found.get(place, 0.0) + kept
    whole = sum(one["kept"])
    order = sorted(found, key=lambda place: -found[place])[:MOST_SITES] if whole else []
    return [[*place, found[place] / whole] for place in order]


class WholeStacks:
    """A record whose stack is all there: by itself memray leaves out as many frames as there were when it began,
    which were those of the interpreter's start and are gone."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def stack_trace(self) -> Any:
        """The innermost frame first."""
        return self._record.stack_trace(max_stacks=MOST_FRAMES)


def write_flamegraph(reader: Any, records: Iterable[Any], path: str) -> None:
    """memray's own page of the heap at its peak."""
    from memray.reporters.flamegraph import FlameGraphReporter

    reporter = FlameGraphReporter.from_snapshot(
        map(WholeStacks, records), memory_records=tuple(reader.get_memory_snapshots()), native_traces=False
    )
    with open(path, "w", encoding="utf-8") as file:
        reporter.render(file, reader.metadata, show_memory_leaks=False, merge_threads=True, inverted=False)


def events_before(capture: str, marks: Sequence[int]) -> tuple[int, ...]:
    """How many allocations and releases a capture has before places in its file."""
    import memray

    counts, part = [], f"{capture}.prefix"
    shutil.copyfile(capture, part)
    for mark in sorted(marks, reverse=True):
        os.truncate(part, mark)
        with memray.FileReader(part) as reader:
            counts.append(reader.metadata.total_allocations)
    os.unlink(part)
    return tuple(sorted(counts))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What is in the capture."""
    import memray

    with memray.FileReader(request["capture"]) as reader:
        highest = list(reader.get_high_watermark_allocation_records(merge_threads=True))
        peak, end = summed(highest), summed(reader.get_leaked_allocation_records(merge_threads=True))
        lines, places = listed(peak.pop("places"), ()), end.pop("places")
        events = reader.metadata.total_allocations
        found = {"version": memray.__version__, "events": events, "peak": peak | {"lines": lines}}
        found |= {"end": end | {"lines": listed(places, [Place(*line[:3]) for line in lines])}}
        found |= replayed(reader, request) if events <= MOST_EVENTS else {"replayed": None, "sites": []}
        if request["flamegraph"]:
            write_flamegraph(reader, highest, request["flamegraph"])
    return found


def replayed(reader: Any, request: dict[str, Any]) -> dict[str, Any]:
    """What the allocators should count, and the sites of blocks."""
    times = events_before(request["capture"], request["marks"]) if request["marks"] else ()
    wanted = {address for one in request["pinning"] for address in one["addresses"]}
    replay = Replay(Sizes(reader.metadata.python_allocator), wanted)
    then = replay.run(reader.get_allocation_records(), times)
    found = {"peak": STEP * replay.peak, "end": STEP * replay.live, "then": then}
    return {"replayed": found, "sites": sites_of(request["pinning"], replay)}


def main(name: str) -> None:
    """Carry out the request in the file `name`."""
    with open(name, encoding="utf-8") as file:
        request = json.load(file)
    with open(request["answer"] + ".part", "w", encoding="utf-8") as file:
        json.dump(answer(request), file)
    os.replace(request["answer"] + ".part", request["answer"])


if __name__ == "__main__":
    main(sys.argv[1])
