"""What those who look from outside are told of a run while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass

from sparsemem.measure.moments.postbox import Leaver


@dataclass(frozen=True, slots=True)
class LookedRun:
    """Its processes; what is called tells how they are then."""

    living: Callable[[], list[int]]
    """The processes that are worth a look, the root first."""
    started: float
    """The monotonic clock then."""
    rss_bytes: Callable[[int], int] = lambda pid: 0
    """The RSS of a process, as far as it is known."""
    mark: Callable[[], int] | None = None
    """How far the record of a profiler is, in bytes; None where there is none."""
    is_stopped: Callable[[], bool] = lambda: False
    """Whether the root waits at a moment."""
    leaving: Callable[[], list[Leaver]] = list
    """The processes that wait for a last look."""
    let_go: Callable[[Leaver], None] = lambda leaver: None
    """Lets such a process end."""
    finds_garbage: bool = False
    """Whether the processes beside the root are looked at for garbage."""
