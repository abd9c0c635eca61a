"""The record of a profiler pass: what the profiler counts, beside what the allocators of the same process count."""

import ast
from dataclasses import replace
from pathlib import Path

from sparsemem.measure.passes.memray_capture import Heap, Recorded, Wanted
from sparsemem.measure.passes.return_sizes import path_in
from sparsemem.measure.run.finished import Finished
from sparsemem.model import HeapLine, Moment, Profile, Run, Site
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.units import MB

_COLUMNS = 4
_LEAST_KEPT_BYTES = 4 * MB
_MOST_ADDED = 24
"""Bytes that malloc adds to a block at most: a header of 8, and what is missing to a multiple of 16."""


def memray_profile(finished: Finished, recorded: Recorded) -> Profile:
    """The profile of a run that memray recorded; what it holds at the end is unknown where `end` was not reached."""
    run, cwd = finished.run, finished.place.cwd
    end = recorded.end if "end" in finished.looks else None
    replayed = recorded.replayed
    return Profile(
        tool="memray",
        scale=run.scale,
        live_end_bytes=end.requested_bytes if end else None,
        live_peak_bytes=recorded.peak.requested_bytes,
        agrees=None,
        tool_version=recorded.version,
        wall_seconds=run.wall_seconds,
        counted_end_bytes=(replayed.end_bytes if replayed else _nearest(end, run)) if end else None,
        counted_peak_bytes=replayed.peak_bytes if replayed else None,
        heap_end_bytes=heap_end_bytes(run),
        # Its sums are kept in the process itself, and would be seen as part of the heap.
        heap_peak_bytes=heap_peak_bytes(finished) if replayed else None,
        counted_then_bytes=replayed.then_bytes if replayed else None,
        mapped_peak_bytes=recorded.peak.mapped_bytes,
        peak_lines=placed(recorded.peak.lines, cwd),
        end_lines=placed(end.lines, cwd) if end else (),
    )


def _nearest(end: Heap, run: Run) -> int | None:
    """What the allocators should count where blocks were not recorded one by one: the nearest to their own count.

    Known are the bounds: the bytes that were requested, and what rounding and a header can add to each block.
    """
    heap = heap_end_bytes(run)
    if heap is None:
        return None
    return min(max(heap, end.requested_bytes), end.requested_bytes + _MOST_ADDED * end.blocks)


def traced_profile(finished: Finished) -> Profile | None:
    """The profile of a run that tracemalloc recorded; None where the program did not get to its end, or stopped it.

    Its own tables make up half of the memory while it works: what is seen from outside is no measure for its peak.
    """
    head, *lines = finished.told("end", "traced").split("\n")
    if not head:
        return None
    end, peak, counted = map(int, head.split())
    return Profile(
        tool="tracemalloc",
        scale=finished.run.scale,
        live_end_bytes=end,
        live_peak_bytes=peak,
        agrees=None,
        tool_version=None,
        wall_seconds=finished.run.wall_seconds,
        counted_end_bytes=counted,
        counted_peak_bytes=None,
        heap_end_bytes=heap_end_bytes(finished.run),
        heap_peak_bytes=None,
        counted_then_bytes=None,
        end_lines=placed(parse_traced(lines), finished.place.cwd),
    )


def parse_traced(lines: list[str]) -> tuple[HeapLine, ...]:
    """From bytes, blocks, line and path, with tabs between; one that was cut off is left out."""
    found = []
    for line in lines:
        columns = line.split("\t")
        if len(columns) == _COLUMNS and columns[3][-1:] == columns[3][:1] != "":
            size, blocks, number = map(int, columns[:3])
            found.append(HeapLine(None, ast.literal_eval(columns[3]), number, size, blocks))
    return tuple(found)


def placed_site(site: Site, cwd: Path) -> Site:
    """The same with its path as reports write it."""
    return replace(site, path=path_in(site.path, cwd))


def placed(lines: tuple[HeapLine, ...], cwd: Path) -> tuple[HeapLine, ...]:
    """Likewise."""
    return tuple(replace(line, path=path_in(line.path, cwd)) for line in lines)


def heap_end_bytes(run: Run) -> int | None:
    """By how much the allocators' own count of live bytes grew from the start to the end."""
    start, end = _counted(run.moments.start), _counted(run.moments.end)
    return None if start is None or end is None else end - start


def heap_peak_bytes(finished: Finished) -> int | None:
    """By how much the live heap had grown since the start when it was seen high from outside."""
    start = finished.run.moments.start
    high = finished.highest_look if "end" in finished.looks else None
    if start is None or start.live_bytes is None or high is None or high.moment.live_bytes is None:
        return None
    return high.moment.live_bytes - start.live_bytes


def _counted(moment: Moment | None) -> int | None:
    if moment is None:
        return None
    python, malloc = moment.allocated.python_bytes, moment.allocated.malloc_bytes
    return None if python is None or malloc is None else python + malloc


def wanted_of_capture(finished: Finished, page: Path | None) -> Wanted:
    """What of a capture is worth the time to read it.

    The heap at the end is known exactly and is enough to hold the two against each other where it is large; where it
    is not, the highest that was seen has to do. Sites are for memory that is worth a finding.
    """
    last = finished.looks.get("end")
    if last is None:
        return Wanted(flamegraph=page)
    end, peak = heap_end_bytes(finished.run) or 0, heap_peak_bytes(finished) or 0
    kept = sum(float(one.kept_bytes.sum()) for one in last.pinning)
    pinning = last.pinning if kept >= _LEAST_KEPT_BYTES else ()
    high = finished.highest_look
    marks = high.marks if high is not None and end <= LEAST_COMPARED_BYTES < peak else None
    return Wanted(bool(pinning) or max(end, peak) > LEAST_COMPARED_BYTES, pinning, marks, page)
