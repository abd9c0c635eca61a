"""A profile made of numbers, for what is concluded from it and how it is shown."""

from dataclasses import replace
from typing import Any

from sparsemem.model import HeapLine, HeapProfile, WorkerHeap
from sparsemem.units import MB

LINES = (
    HeapLine("enrich", "etl.py", 17, 90 * MB, 900_000),
    HeapLine("clean", "etl.py", 9, 60 * MB, 600_000),
    HeapLine("clean", "etl.py", 10, 20 * MB, 200_000),
    HeapLine("<module>", "etl.py", 30, 40 * MB, 10),
)
STAYS = (HeapLine("<module>", "etl.py", 30, 40 * MB, 10), HeapLine("enrich", "etl.py", 17, 10 * MB, 90_000))

WORKERS = (
    WorkerHeap(
        4711, 64 * MB, (HeapLine("parse", "etl.py", 50, 60 * MB, 10_000), HeapLine(None, "etl.py", 2, 4 * MB, 3))
    ),
    *(WorkerHeap(pid, 30 * MB, (HeapLine("parse", "etl.py", 50, 30 * MB, 5_000),)) for pid in range(4712, 4717)),
)

PROFILE = HeapProfile(
    tool="memray",
    scale=1,
    live_end_bytes=50 * MB,
    live_peak_bytes=210 * MB,
    agrees=None,
    tool_version="1.20.0",
    wall_seconds=2.5,
    counted_end_bytes=52 * MB,
    counted_peak_bytes=230 * MB,
    heap_end_bytes=53 * MB,
    heap_peak_bytes=220 * MB,
    counted_then_bytes=(215 * MB, 222 * MB),
    mapped_peak_bytes=0,
    peak_lines=LINES,
    end_lines=STAYS,
    workers=WORKERS,
    unrecorded_processes=2,
    unrecorded_peak_bytes=80 * MB,
)


def profile(**parts: Any) -> HeapProfile:
    """The profile with some of its numbers replaced."""
    return replace(PROFILE, **parts)
