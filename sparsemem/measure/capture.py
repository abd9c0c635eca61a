"""What memray recorded, read by a child of the target's own interpreter: the format goes with memray's version."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparsemem.model import HeapLine, Site
from sparsemem.outside import Pinning, pinning_tables

READER = Path(__file__).parent.parent / "probe" / "read_capture.py"
_PATIENCE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Heap:
    """The profiler's heap at one time; bytes."""

    requested_bytes: int
    counted_bytes: int
    mapped_bytes: int
    lines: tuple[HeapLine, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is in a capture."""

    version: str
    peak: Heap
    end: Heap
    sites: dict[str, Site]
    """By the type of the objects."""


def read_capture(python: str, capture: Path, pinning: Iterable[Pinning], flamegraph: Path | None) -> Recorded | str:
    """The contents of a capture, or why it cannot be read; `flamegraph` is written whole or not at all."""
    answer, request = (capture.with_name(f"{capture.name}.{end}") for end in ("answer", "request"))
    wanted = {"capture": str(capture), "answer": str(answer)}
    tables = pinning_tables(pinning)
    if tables:
        wanted["pinning"] = str(capture.with_name(f"{capture.name}.pinning"))
        Path(wanted["pinning"]).write_text(json.dumps(tables))
    if flamegraph is not None:
        wanted["flamegraph"] = str(flamegraph)
    request.write_text(json.dumps(wanted))
    try:
        done = subprocess.run(
            [python, "-P", str(READER), str(request)],
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
    return Recorded(value["version"], _heap(value["peak"]), _heap(value["end"]), sites)


def _heap(value: dict[str, Any]) -> Heap:
    lines = tuple(HeapLine(*line) for line in value["lines"])
    return Heap(value["bytes"], value["counted_bytes"], value["mapped_bytes"], lines)
