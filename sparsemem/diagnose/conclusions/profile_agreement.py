"""Whether the profiler's live heap and the allocators' are the same: both as they grew since the first line."""

from dataclasses import replace
from typing import TypeVar

from sparsemem.model import HeapProfile, Profile
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.units import format_size

Judged = TypeVar("Judged", bound=Profile)

SHARE = 0.05
"""By how much the two may differ, of the larger."""


def judge_all(profile: HeapProfile) -> HeapProfile:
    """All of them with their verdict."""
    return judged(replace(profile, others=tuple(map(judged, profile.others))))


def judged(profile: Judged) -> Judged:
    """The profile with its verdict: on what both count at the end, and at the highest that was seen from outside."""
    end = _agrees(profile.counted_end_bytes, profile.heap_end_bytes)
    peak = _agrees(_nearest(profile), profile.heap_peak_bytes)
    told = [one for one in (end, peak) if one is not None]
    agrees = all(told) if told else None
    return replace(profile, agrees=agrees, why=None if agrees else _why(profile, end, peak))


def _agrees(counted: int | None, heap: int | None) -> bool | None:
    """None where one is unknown, or both are small."""
    if counted is None or heap is None or max(counted, heap) <= LEAST_COMPARED_BYTES:
        return None
    return abs(counted - heap) <= SHARE * max(counted, heap)


def _nearest(profile: Profile) -> int | None:
    """What the record counts at some time while the highest look was made: the one that comes nearest to it."""
    if profile.counted_then_bytes is None or profile.heap_peak_bytes is None:
        return None
    low, high = profile.counted_then_bytes
    return min(max(profile.heap_peak_bytes, low), high)


def _why(profile: Profile, end: bool | None, peak: bool | None) -> str:
    if end is None and peak is None:
        return _unknown(profile)
    counted, heap = (
        (profile.counted_end_bytes, profile.heap_end_bytes)
        if end is False
        else (_nearest(profile), profile.heap_peak_bytes)
    )
    when = "at the end" if end is False else "at the highest that was seen"
    difference = (
        f"{when.capitalize()} {profile.tool} counts {format_size(counted)}, and the allocators {format_size(heap)}"
    )
    return f"{difference}: {_cause(profile, counted or 0, heap or 0)}."


def _cause(profile: Profile, counted: int, heap: int) -> str:
    if counted > heap:
        return "it saw allocations whose release it did not see, or that another allocator served"
    if profile.tool == "tracemalloc":
        return "it sees what Python allocates, and not what C libraries do"
    return "what it did not see was allocated by other means than malloc and Python, or its record is not whole"


def _unknown(profile: Profile) -> str:
    if profile.live_end_bytes is None:
        return "The program did not get to the end of its last line, where both could be held against each other."
    ends = profile.counted_end_bytes, profile.heap_end_bytes
    peaks = profile.live_peak_bytes, profile.heap_peak_bytes
    known = [size for size in (*ends, *peaks) if size is not None]
    if known and max(known) <= LEAST_COMPARED_BYTES:
        return f"What both know of is no more than {format_size(LEAST_COMPARED_BYTES)}: too little to judge by."
    if profile.counted_end_bytes is None and profile.counted_peak_bytes is None:
        return "The record is not whole, or too long to go through it allocation by allocation."
    if profile.heap_end_bytes is None and profile.heap_peak_bytes is None:
        return "The allocators of this process do not tell what they have in use."
    return "The heap is small at the end, and its peak was not seen from outside."
