"""Whether the profiler's live heap and the allocators' are the same: both as they grew since the first line."""

from dataclasses import replace

from sparsemem.model import Profile
from sparsemem.units import MB, format_size

LEAST_BYTES = 20 * MB
"""Below, what the interpreter and the profiler do besides is too large a part to tell."""
END_SHARE, PEAK_SHARE = 0.05, 0.10
"""By how much the two may differ, of the larger. At the peak the allocators are read while the program goes on."""


def judged(profile: Profile) -> Profile:
    """The profile with its verdict: what is counted at the end, exactly, and what was seen of the peak.

    What is seen from outside can miss the top of a peak, so that less of it is no disagreement; more is.
    """
    end = _agrees(profile.counted_end_bytes, profile.heap_end_bytes, END_SHARE)
    peak = _agrees(profile.counted_peak_bytes, profile.heap_peak_bytes, PEAK_SHARE)
    if peak is False and (profile.heap_peak_bytes or 0) < (profile.counted_peak_bytes or 0):
        peak = None
    told = [one for one in (end, peak) if one is not None]
    agrees = all(told) if told else None
    others = tuple(map(judged, profile.others))
    return replace(profile, agrees=agrees, why=None if agrees else _why(profile, end, peak), others=others)


def _agrees(counted: int | None, heap: int | None, share: float) -> bool | None:
    """None where one is unknown, or both are small."""
    if counted is None or heap is None or max(counted, heap) <= LEAST_BYTES:
        return None
    return abs(counted - heap) <= share * max(counted, heap)


def _why(profile: Profile, end: bool | None, peak: bool | None) -> str:
    if end is None and peak is None:
        return _unknown(profile)
    counted, heap = (
        (profile.counted_end_bytes, profile.heap_end_bytes)
        if end is False
        else (profile.counted_peak_bytes, profile.heap_peak_bytes)
    )
    when = "at the end" if end is False else "at the peak"
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
    known = [
        size
        for size in (profile.counted_end_bytes, profile.counted_peak_bytes, profile.heap_end_bytes)
        if size is not None
    ]
    if known and max(known) <= LEAST_BYTES:
        return f"The heap grew by no more than {format_size(LEAST_BYTES)}: too little to judge by."
    if profile.heap_end_bytes is None and profile.heap_peak_bytes is None:
        return "The allocators of this process do not tell what they have in use."
    return "The heap is small at the end, and its peak was over before it could be seen from outside."
