"""What every form says of dead cycles in the same words: a row for each shape, its heads, and the loop as steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sparsemem.model import Cycle, Heap
from sparsemem.model.cycle_steps import ARROW, closing_step
from sparsemem.units import format_seconds, format_size

CYCLE_COLUMNS = ("cycles", "objects", "own", "keep", "waits")
LEAST_BYTES = 1 << 14
"""A shape that keeps less is not worth a line."""
_TYPE = re.compile(r"[\w<>.]*[\w<>](?=\.)|[\w<>]+")


@dataclass(frozen=True, slots=True)
class Link:
    """An object of a loop, and what its reference to the next is called."""

    type: str
    name: str
    closes: bool
    """Whether it is the one to break."""


def links(cycle: Cycle) -> tuple[Link, ...]:
    """The loop, step by step; the last one leads back to the first."""
    steps = cycle.shape.split(ARROW)
    closing = closing_step(steps)
    found = []
    for step in steps:
        match = _TYPE.match(step)
        name = match[0] if match else step
        found.append(Link(name, step[len(name) :].strip(), step == closing))
    return tuple(found)


def shown_cycles(heap: Heap, most: int) -> tuple[Cycle, ...]:
    """Those that keep the most."""
    return tuple(one for one in heap.cycles if one.retained_bytes >= LEAST_BYTES)[:most]


def cycle_place(cycle: Cycle) -> str:
    """`shop/tree.py:12`; "" where it is not known."""
    return f"{cycle.location.path}:{cycle.location.line}" if cycle.location else ""


def cycle_cells(cycle: Cycle) -> tuple[str, ...]:
    """The figures of one shape, and why it waits; "" for what is not known."""
    return (
        f"{cycle.count:,}",
        f"{cycle.objects:,}",
        format_size(cycle.live_bytes),
        format_size(cycle.retained_bytes),
        cycle.waits or "",
    )


def cycle_note(heap: Heap, shown: Sequence[Cycle]) -> str:
    """What the rows are of, and what is beside them."""
    rest = (heap.garbage_bytes or 0) - sum(one.retained_bytes for one in shown)
    beside = f" All garbage: {format_size(heap.garbage_bytes)}." if rest > 0 and heap.garbage_bytes else ""
    return f"keep: own bytes, and those of what goes with them.{beside}"


def tell_collections(heap: Heap | None) -> list[str]:
    """How garbage filled and drained between two looks, in a sentence; nothing where that is not known."""
    if heap is None or heap.garbage_growth_bytes is None or heap.growth_seconds is None:
        return []
    grown = heap.garbage_growth_bytes
    if not grown and not heap.collections:
        return []
    moved = f"{'grew' if grown > 0 else 'shrank'} by {format_size(abs(grown))}" if grown else "stayed the same"
    text = f"Garbage that waits {moved} within {format_seconds(heap.growth_seconds)}"
    if heap.collections is None or heap.collected_objects is None:
        return [f"{text}."]
    runs = "once" if heap.collections == 1 else f"{heap.collections:,} times"
    ran = f"ran {runs} and freed {heap.collected_objects:,} objects" if heap.collections else "did not run"
    return [f"{text}; the collector {ran}.", *_drained(heap)]


def _drained(heap: Heap) -> list[str]:
    if not heap.is_drained:
        return []
    freed = f"{heap.collected_meanwhile:,} objects"
    return [f"A collection came while garbage was looked for and freed {freed}: told is what it left."]
