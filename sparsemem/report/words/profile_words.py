"""What a profiler counts, in the words that every form shares."""

from sparsemem.model import HeapLine, Profile
from sparsemem.units import format_size


def profiled(profile: Profile) -> str:
    """What a profiler counts, and whether the allocators say the same."""
    name = f"{profile.tool} {profile.tool_version}" if profile.tool_version else profile.tool
    sizes = f"{format_size(profile.live_peak_bytes)} at the peak, {format_size(profile.live_end_bytes)} at the end"
    told = profile.why or "What the allocators count agrees with it."
    return f"Live heap since the first line by {name}, in a run of its own at {profile.scale}x: {sizes}. {told}"


_MOST_WORKERS, _MOST_WORKER_LINES = 4, 2


def profiled_workers(profile: Profile) -> list[str]:
    """What is known of the heaps of the processes beside the root, and of how many nothing is; a sentence each."""
    lines = []
    for heap in profile.workers[:_MOST_WORKERS]:
        held = "; ".join(_held(line) for line in heap.peak_lines[:_MOST_WORKER_LINES])
        size = format_size(heap.live_peak_bytes)
        lines.append(f"Of that run's forked workers, {heap.pid} allocated {size} of its own at its peak: {held}.")
    if len(profile.workers) > _MOST_WORKERS:
        lines.append(f"{len(profile.workers) - _MOST_WORKERS} more of them allocated no more than that each.")
    if profile.unrecorded_processes:
        lines.append(_unrecorded(profile.unrecorded_processes, profile.unrecorded_peak_bytes))
    return lines


def _held(line: HeapLine) -> str:
    return f"{format_size(line.bytes)} {line.path}:{line.line}" + (f" ({line.function})" if line.function else "")


def _unrecorded(processes: int, peak_bytes: int | None) -> str:
    who = "another process" if processes == 1 else f"{processes} other processes"
    size = "" if peak_bytes is None else f" (RSS: {format_size(peak_bytes)} at most)"
    return f"What {who} of that run{size} allocated is in none of these figures."
