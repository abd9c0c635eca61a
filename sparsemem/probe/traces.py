"""tracemalloc's record of the heap, where the target's interpreter has no memray: what Python itself allocates."""

from __future__ import annotations

import _tracemalloc
from _functools import partial  # type: ignore[import-not-found]

from .sizes import is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

FRAMES = 4
"""Of each block, from where it was allocated: among them a line of the target's own is looked for."""
_MOST_LINES = 100


class Traces:
    """Between the first line and the last; the target may stop it, and then nothing is known."""

    def __init__(self) -> None:
        self.cease = partial(bool)

    def begin(self) -> None:
        """Trace from now on; with as many frames as were asked for by -X tracemalloc, where that was done."""
        if not _tracemalloc.is_tracing():
            _tracemalloc.start(FRAMES)

    def sections(self) -> dict[str, str]:
        """The bytes at the end and at the peak, and those that the allocators count for the former; then a line for
        each line of source: bytes, blocks, number, path."""
        if not _tracemalloc.is_tracing():
            return {}
        end, peak = _tracemalloc.get_traced_memory()
        # Its own traces are made before any of ours, so that they are none of what is counted.
        traces = _tracemalloc._get_traces()
        _tracemalloc.stop()
        lines = "\n".join("\t".join((*map(str, found), ascii(path))) for path, *found in _largest(traces))
        return {"traced": f"{end} {peak} {sum(_counted(trace[1]) for trace in traces)}\n{lines}"}


def _counted(size: int) -> int:
    """What pymalloc takes for a size, and malloc for one of more than 512 bytes."""
    return size + 15 & ~15 if size <= 512 else size + 8 + 15 & ~15


def _largest(traces: Iterable[tuple[Any, ...]]) -> list[tuple[str, int, int, int]]:
    """From domain, size, frames and the number of all frames."""
    found: dict[tuple[str, int], list[int]] = {}
    for _, size, frames, *_ in traces:
        place = next((frame for frame in frames if is_own(frame[0])), frames[0])
        record = found.setdefault(place, [0, 0])
        record[0] += size
        record[1] += 1
    order = sorted(found.items(), key=lambda item: -item[1][0])[:_MOST_LINES]
    return [(path, size, count, line) for (path, line), (size, count) in order]
