"""SM122: native memory in use that nothing in the process leads to: it was allocated, and its address is lost."""

from collections.abc import Iterator

from sparsemem.diagnose.quantities.severity import lesser, severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import HeapOwner, Location, Remedy
from sparsemem.model.heap_rows import LOST
from sparsemem.model.profile import HeapLine
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy(
        "Free what a C function returns: with restype = c_char_p ctypes copies the text and drops the pointer. "
        "Declare c_void_p, read it with ctypes.string_at, and give it to the function of that library that frees it."
    ),
    Remedy("Trace the native allocations, to see which stacks lose them.", "memray run --native script.py"),
)
_MOST_OF_IT = 0.5
"""Of the profiler's heap, from which on its first line is said to be the one."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where what nothing leads to is a large part of the anonymous memory; a note where it does not grow with the
    data."""
    heap = measured.whole_heap
    owner = next((one for one in heap.owners if one.owner == LOST), None) if heap else None
    anonymous = _anonymous_bytes(measured)
    level = severity(owner.live_bytes, anonymous) if owner and anonymous else None
    if owner is None or level is None or anonymous is None or heap is None:
        return
    grows = owner.growth_bytes is None or owner.growth_bytes > 0 or not heap.growth_scales
    line = _line(measured)
    made = f" By the profiler, most of the heap is made in {_place(line)}." if line else ""
    yield Conclusion(
        severity=level if grows else lesser(level),
        message=(
            f"{format_size(owner.live_bytes)}, {format_share(owner.live_bytes, anonymous)} of the anonymous memory, "
            f"{_pieces(owner)} is native memory that is in use and that nothing leads to: no object, no data of a "
            f"library and no stack has its address, so that nobody can free it any more.{made}"
        ),
        bytes=owner.live_bytes,
        evidence={
            "anonymous_bytes": anonymous,
            "pieces": owner.entries,
            "growth_bytes": owner.growth_bytes,
            "growth_scales": list(heap.growth_scales),
        },
        subject=owner.owner,
        location=Location(line.path, line.line, line.function) if line else None,
    )


def _anonymous_bytes(measured: Measurements) -> int | None:
    """Of the moment that the heap is of."""
    if measured.looks:
        return measured.looks[-1].moment.anonymous_bytes
    scales = measured.sweep.completed_scales
    runs = measured.sweep.completed(scales[-1]) if scales else []
    return next((run.moments.end.anonymous_bytes for run in runs if run.moments.end), None)


def _line(measured: Measurements) -> HeapLine | None:
    """The line that has most of what the profiler saw at the end."""
    profile = measured.profile
    if profile is None or not profile.end_lines or not profile.live_end_bytes:
        return None
    first = profile.end_lines[0]
    return first if first.bytes >= _MOST_OF_IT * profile.live_end_bytes else None


def _place(line: HeapLine) -> str:
    return f"{line.function}, {line.path}:{line.line}" if line.function else f"{line.path}:{line.line}"


def _pieces(owner: HeapOwner) -> str:
    """In how many pieces, and how large they are."""
    if not owner.entries:
        return ""
    each = format_size(owner.live_bytes // owner.entries)
    return "in one piece," if owner.entries == 1 else f"in {owner.entries:,} pieces of {each} on the average,"


RULE = RuntimeRule(
    code="SM122",
    name="lost native memory",
    family="growing",
    meaning="""
        C code has allocated memory, and no pointer to it is left anywhere in the process: not in an object, not in
        the data of a library, not on a stack. It is a leak in the sense of the word, outside of what Python's own
        tools see. A function of C whose result the caller has to free is the usual cause.
    """,
    measured="""
        malloc's chunks that neither objects nor libraries lead to. Of each size some are looked for in all words of
        the process, as addresses and as the digits of Python's numbers; where at most one in twenty is found, all of
        that size are taken to be lost.
    """,
    example="""
        import ctypes

        duplicate = ctypes.CDLL(None).strdup
        duplicate.restype = ctypes.c_char_p  # copies the text, and drops the pointer

        for number in range(1_000_000):
            duplicate(b"delivered; " * 40)
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=lambda measured: measured.whole_heap is not None,
    questions=("batches",),
)
