"""SM121: the table of a dict or a set that grows is about to double: a step of the memory that is told beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sparsemem.diagnose.quantities.severity import lesser, severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Heap, HeapOwner, Remedy
from sparsemem.model.heap_rows import HeapTable
from sparsemem.units import format_seconds, format_size

_SOON = 3600.0
"""Seconds: a step that comes later is no matter of these looks."""
REMEDIES = (
    Remedy(
        "Leave room under the limit for the old table and the new one together; or split the table by a hash of the "
        "key, so that each part doubles by itself.",
        "part = tables[hash(key) % 16]",
    ),
    Remedy("Take out what is done before the table is full: then it is made anew no larger."),
)


@dataclass(frozen=True, slots=True)
class _Step:
    """A table that grows, and when it is made anew."""

    owner: HeapOwner
    table: HeapTable
    entries_a_second: float

    @property
    def seconds(self) -> float:
        """Until it is full, at the rate that was seen."""
        return self.table.entries_left / self.entries_a_second


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Each named table that got more entries between the looks, and whose next step is large and near."""
    looks, heap = measured.looks, measured.heap
    if heap is None or not looks:
        return
    for step in sorted(_steps(heap), key=lambda one: one.seconds):
        level = severity(step.table.next_bytes, looks[-1].moment.anonymous_bytes or 0)
        if level is None or step.seconds > _SOON:
            continue
        grown = max(step.owner.growth_bytes or 0, 0)
        message = _message(step, heap.growth_seconds or 0.0)
        yield Conclusion(lesser(level), message, grown, _evidence(step, heap), step.owner.owner)


def _steps(heap: Heap) -> Iterator[_Step]:
    for owner in heap.owners:
        if owner.table and owner.growth_entries and owner.growth_entries > 0 and heap.growth_seconds:
            yield _Step(owner, owner.table, owner.growth_entries / heap.growth_seconds)


def _message(step: _Step, seen: float) -> str:
    owner, table = step.owner, step.table
    return (
        f"`{owner.owner}` ({owner.type}) has {owner.entries:,} entries in a table of {format_size(table.bytes)}. "
        f"After {table.entries_left:,} more it is made anew with {format_size(table.next_bytes)}, and both are there "
        f"meanwhile: in {format_seconds(step.seconds)}, at the {step.entries_a_second:,.0f} entries a second of the "
        f"{format_seconds(seen)} between two looks at it. Whether it goes on so they cannot tell."
    )


def _evidence(step: _Step, heap: Heap) -> dict[str, Any]:
    return {
        "owner": step.owner.owner,
        "entries": step.owner.entries,
        "growth_entries": step.owner.growth_entries,
        "growth_seconds": heap.growth_seconds,
        "table_bytes": step.table.bytes,
        "entries_left": step.table.entries_left,
        "next_bytes": step.table.next_bytes,
        "seconds_left": step.seconds,
    }


def is_answered(measured: Measurements) -> bool:
    """Whether the owners were looked at twice."""
    return measured.heap is not None and bool(measured.heap.growth_seconds)


RULE = RuntimeRule(
    code="SM121",
    name="table about to double",
    family="growing",
    meaning="""
        A dict or a set that is full is made anew in one go, with two or four times the room, and the old table is
        there until all entries are moved. Memory that looks steady between two such steps takes a jump by three
        times the table, and that is when a limit is reached.
    """,
    measured="""
        The head of the table, read from outside at the last look: how many entries fit still, and how large
        CPython makes the next one. The rate is that of the entries between the first look at the owners and the
        last. The bytes are those by which the owner has grown between them.
    """,
    example="""
        seen = set()
        for request in requests:
            seen.add(request.id)  # at 3,355,444 entries: 134 MB and 268 MB at once
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    explained_by=("SM120",),
    questions=("batches",),
)
"""The step comes of the growth that SM120 tells."""
