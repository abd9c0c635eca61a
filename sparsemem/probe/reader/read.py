"""Reads what memray recorded, with the memray that recorded it: `python read.py REQUEST`.

The request is a JSON object: `capture` and `answer`, names of files; `replay`, whether to go through all allocations;
`pinning`, the blocks whose sites are wanted; `marks`, two places in the capture between which the heap is wanted, or
null; `flamegraph`, a page to write, or null. The answer is one JSON object. Run by path in the target's interpreter,
after the target has ended: the format of a capture changes with memray's version. API:
https://bloomberg.github.io/memray/api.html.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import memray
from heap_lines import Place, WholeStack, listed, place_of, shares, summed
from heap_replay import STEP, Replay, Sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_EVENTS = 30_000_000
"""Allocations and releases that are gone through one by one: about a minute."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What is in the capture."""
    with memray.FileReader(request["capture"]) as reader:
        highest = list(map(WholeStack, reader.get_high_watermark_allocation_records(merge_threads=True)))
        peak = summed(highest)
        end = summed(map(WholeStack, reader.get_leaked_allocation_records(merge_threads=True)))
        lines, places = listed(peak.pop("places"), ()), end.pop("places")
        events = reader.metadata.total_allocations
        found = {
            "version": str(getattr(memray, "__version__", "")),
            "events": events,
            "peak": peak | {"lines": lines},
        }
        found |= {"end": end | {"lines": listed(places, [Place(*line[:3]) for line in lines])}}
        is_told = reader.metadata.file_format == memray.FileFormat.ALL_ALLOCATIONS and events <= MOST_EVENTS
        found |= replayed(reader, request) if is_told and request["replay"] else {"replayed": None, "sites": []}
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


def events_before(capture: str, marks: Sequence[int]) -> tuple[int, ...]:
    """How many allocations and releases a capture has before places in its file."""
    counts, part = [], f"{capture}.prefix"
    shutil.copyfile(capture, part)
    for mark in sorted(marks, reverse=True):
        os.truncate(part, mark)
        with memray.FileReader(part) as reader:
            counts.append(reader.metadata.total_allocations)
    os.unlink(part)
    return tuple(sorted(counts))


def sites_of(pinning: list[dict[str, Any]], replay: Replay) -> list[dict[str, Any]]:
    """For each type the lines that allocated its blocks, with their share of what the blocks keep."""
    places = {number: place_of(WholeStack(record).stack_trace()) for number, record in replay.records.items()}
    found = {at: places[number] for at, number in replay.last.items()}
    return [{"type": one["type"], "sites": shares(one, found)} for one in pinning]


def write_flamegraph(reader: Any, records: Iterable[Any], path: str) -> None:
    """memray's own page of the heap at its peak."""
    from memray.reporters.flamegraph import FlameGraphReporter  # noqa: PLC0415

    reporter = FlameGraphReporter.from_snapshot(
        records, memory_records=tuple(reader.get_memory_snapshots()), native_traces=False
    )
    with open(path, "w", encoding="utf-8") as file:
        reporter.render(file, reader.metadata, show_memory_leaks=False, merge_threads=True, inverted=False)


def main(name: str) -> None:
    """Carry out the request in the file `name`."""
    with open(name, encoding="utf-8") as file:
        request = json.load(file)
    with open(request["answer"] + ".part", "w", encoding="utf-8") as file:
        json.dump(answer(request), file)
    os.replace(request["answer"] + ".part", request["answer"])


if __name__ == "__main__":
    main(sys.argv[1])
