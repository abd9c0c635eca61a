"""What memray recorded, read by a child of the target's own interpreter: the format goes with memray's version."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparsemem.measure.moments.capture_file import written_bytes
from sparsemem.model import HeapLine, Site

if TYPE_CHECKING:
    from sparsemem.outside import PinningBlocks

READER = Path(__file__).parents[2] / "probe" / "reader" / "read.py"
_PATIENCE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Heap:
    """The profiler's heap at one time; bytes."""

    requested_bytes: int
    blocks: int
    mapped_bytes: int
    lines: tuple[HeapLine, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the allocators should count by the record, in bytes: at the highest, at the end, and the least and the
    most of it while a certain look was made."""

    peak_bytes: int
    end_bytes: int
    then_bytes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is in a capture."""

    version: str
    peak: Heap
    end: Heap
    replayed: Replayed | None
    """None where that was not wanted, or there are too many allocations to go through them one by one."""
    sites: dict[str, Site]
    """By the type of the objects; none likewise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found in a capture beside the heap at its peak and end."""

    replay: bool = False
    """Whether to go through all allocations, as the two that follow need it."""
    pinning: "tuple[PinningBlocks, ...]" = ()
    """Blocks whose sites are to be found."""
    marks: tuple[int, int] | None = None
    """Places in the file between which the heap is to be told."""
    flamegraph: Path | None = None
    """A page to write."""


def read_capture(python: str, capture: Path, wanted: Wanted) -> Recorded | str:
    """The contents of a capture, or why it cannot be read."""
    from sparsemem.outside import pinning_tables  # noqa: PLC0415 (it brings numpy, and most scans are without memray)

    answer, request = (capture.with_name(f"{capture.name}.{end}") for end in ("answer", "request"))
    asked = {
        "capture": str(capture),
        "answer": str(answer),
        "replay": wanted.replay,
        "pinning": pinning_tables(wanted.pinning),
        "marks": wanted.marks,
        "flamegraph": str(wanted.flamegraph) if wanted.flamegraph else None,
    }
    request.write_text(json.dumps(asked))
    if capture.exists():
        # memray would look for the end of what is written byte by byte, each time that it opens the file.
        os.truncate(capture, written_bytes(capture))
    try:
        done = subprocess.run(
            [python, str(READER), str(request)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"reading it took longer than {_PATIENCE_SECONDS // 60} minutes"
    if done.returncode or not answer.exists():
        return (done.stderr.strip().splitlines() or [f"its reader ended with status {done.returncode}"])[-1]
    return parse_answer(json.loads(answer.read_text()))


def parse_answer(value: dict[str, Any]) -> Recorded:
    """From what the reader wrote."""
    # Of two types with one name the first keeps more.
    sites = {one["type"]: Site(*one["sites"][0]) for one in reversed(value.get("sites", [])) if one["sites"]}
    return Recorded(value["version"], _heap(value["peak"]), _heap(value["end"]), _replayed(value["replayed"]), sites)


def _replayed(value: dict[str, Any] | None) -> Replayed | None:
    if value is None:
        return None
    return Replayed(value["peak"], value["end"], (value["then"][0], value["then"][1]) if value["then"] else None)


def _heap(value: dict[str, Any]) -> Heap:
    lines = tuple(HeapLine(*line) for line in value["lines"])
    return Heap(value["bytes"], value["blocks"], value["mapped_bytes"], lines)
