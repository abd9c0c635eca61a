"""Reads what memray recorded, with the memray that recorded it: `python -P read_capture.py REQUEST`.

The request is a JSON object: `capture`, `answer` and, where they are wanted, `pinning` and `flamegraph`, all names of
files. The answer is one JSON object. Run by path in the target's interpreter, after the target has ended: the format
of a capture changes with memray's version. API: https://bloomberg.github.io/memray/api.html.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAPPINGS = (14, 15)
"""`AllocatorType.MMAP` and `MUNMAP`: mappings of files and the like are no heap, and no allocator counts them."""
RELEASES = (1, 5)
"""`AllocatorType.PYMALLOC_FREE` and `FREE`."""
PYMALLOC = (2, 3, 4)
LARGEST_SMALL, STEP, DEBUG_BYTES = 512, 16, 24
"""Of pymalloc's blocks: the largest, what their sizes are multiples of, and what the debug hooks add."""
CHUNK_HEADER, SMALLEST_CHUNK = 8, 32
"""Of glibc's malloc, whose chunks are multiples of the same 16 bytes."""
MEAN_LOSS = 7.5
"""What rounding up to the next 16 bytes adds to sizes that are spread evenly."""

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


def counted(size: int, blocks: int, kind: int, allocator: str) -> float:
    """What the allocators count for so many blocks of a sum of requested sizes; for mixed sizes their mean, rounded."""
    mean = size / blocks
    if "pymalloc" in allocator and kind in PYMALLOC:
        mean += DEBUG_BYTES if "debug" in allocator else 0
        if mean <= LARGEST_SMALL:
            return blocks * min(rounded(mean, size % blocks == 0), LARGEST_SMALL)
    if allocator.startswith("mimalloc") and kind in PYMALLOC:
        return size
    return blocks * max(rounded(mean + CHUNK_HEADER, size % blocks == 0), SMALLEST_CHUNK)


def rounded(mean: float, all_equal: bool) -> float:
    """A size of blocks, or the mean of several, up to the next multiple of 16 bytes."""
    return -(-mean // STEP) * STEP if all_equal else mean + MEAN_LOSS


def summed(records: Iterable[Any], allocator: str) -> dict[str, Any]:
    """The heap of one time: requested bytes, what the allocators count for them, mapped bytes, and bytes by line."""
    found = {"bytes": 0, "counted_bytes": 0.0, "mapped_bytes": 0, "blocks": 0}
    places: dict[Place, list[int]] = {}
    for record in records:
        size, blocks = record.size, record.n_allocations
        if record.allocator in MAPPINGS:
            found["mapped_bytes"] += size
            continue
        if not blocks:
            continue
        found["bytes"] += size
        found["blocks"] += blocks
        found["counted_bytes"] += counted(size, blocks, record.allocator, allocator)
        place = place_of(record.stack_trace(max_stacks=MOST_FRAMES))
        if place is not None:
            line = places.setdefault(place, [0, 0])
            line[0] += size
            line[1] += blocks
    return found | {"counted_bytes": round(found["counted_bytes"]), "places": places}


def listed(places: dict[Place, list[int]], others: Iterable[Place]) -> list[list[Any]]:
    """Function, path, line, bytes and blocks of the lines with the most bytes, and of `others` that are there."""
    order = sorted(places, key=lambda place: -places[place][0])[:MOST_LINES]
    order += [place for place in others if place in places and place not in order]
    return [[*place, *places[place]] for place in order]


def find_sites(reader: Any, pinning: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each type the lines that allocated its blocks, with their share of what the blocks keep.

    Of a block that was allocated and freed again and again it is the last time that counts. What a free list of the
    interpreter handed on was not freed: it has the line of its first time.
    """
    wanted = {address for one in pinning for address in one["addresses"]}
    last: dict[int, int] = {}
    records: dict[int, Any] = {}
    for record in reader.get_allocation_records():
        address = record.address
        if address not in wanted:
            continue
        if record.allocator in RELEASES:
            last.pop(address, None)
        elif record.allocator not in MAPPINGS:
            last[address] = record.stack_id
            records.setdefault(record.stack_id, record)
    places = {number: place_of(record.stack_trace(max_stacks=MOST_FRAMES)) for number, record in records.items()}
    return [{"type": one["type"], "sites": shares(one, {at: places[to] for at, to in last.items()})} for one in pinning]


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


def answer(request: dict[str, str]) -> dict[str, Any]:
    """What is in the capture."""
    import memray

    with memray.FileReader(request["capture"]) as reader:
        allocator = reader.metadata.python_allocator
        highest = list(reader.get_high_watermark_allocation_records(merge_threads=True))
        peak = summed(highest, allocator)
        end = summed(reader.get_leaked_allocation_records(merge_threads=True), allocator)
        lines, places = listed(peak.pop("places"), ()), end.pop("places")
        found = {"version": memray.__version__, "events": reader.metadata.total_allocations}
        found |= {"peak": peak | {"lines": lines}}
        found |= {"end": end | {"lines": listed(places, [Place(*line[:3]) for line in lines])}}
        if "pinning" in request:
            with open(request["pinning"], encoding="utf-8") as file:
                found["sites"] = find_sites(reader, json.load(file))
        if "flamegraph" in request:
            write_flamegraph(reader, highest, request["flamegraph"])
    return found


def main(name: str) -> None:
    """Carry out the request in the file `name`."""
    with open(name, encoding="utf-8") as file:
        request = json.load(file)
    with open(request["answer"] + ".part", "w", encoding="utf-8") as file:
        json.dump(answer(request), file)
    os.replace(request["answer"] + ".part", request["answer"])


if __name__ == "__main__":
    main(sys.argv[1])
