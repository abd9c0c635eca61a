"""One look at a process: its RSS, what its allocators count, and the ledger that explains it."""

from dataclasses import dataclass, replace

from sparsemem.model.heap_garbage import Garbage
from sparsemem.model.ledger import Ledger
from sparsemem.model.shown import Shown

MOMENT_NAMES = ("start", "peak", "end", "after_atexit", "after_collect", "after_release", "after_trim")
"""In the order of time; each of the last three shows what one more layer gave back."""


@dataclass(frozen=True, slots=True)
class Allocated:
    """What the allocators themselves count as allocated, in bytes: resident or not; None where unknown."""

    python_bytes: int | None
    """pymalloc's blocks in use (`_PyObject_DebugMallocStats`)."""
    malloc_bytes: int | None
    """malloc's chunks in use, mapped ones included (`malloc_info`)."""
    pool_bytes: int | None
    """What libraries' own pools say that they hold for their users."""


@dataclass(frozen=True, slots=True)
class Moment(Shown):
    """The memory of a process at one named moment, in bytes; None where unknown.

    `rss_bytes` is the sum of `Rss:` over the one smaps text that the ledger is made of; at `peak`, which is seen
    from outside while the program runs, it is VmRSS.
    """

    rss_bytes: int
    anonymous_bytes: int | None
    """Resident pages that no file backs, private ones only."""
    swap_bytes: int | None
    allocated: Allocated
    ledger: Ledger | None
    estimated: tuple[str, ...] = ()
    """Names of the ledger's parts that were found out afterwards rather than read at the moment."""

    huge_bytes: int | None = None
    """Of the anonymous bytes, those in transparent huge pages."""

    derived = ("live_bytes", "gap_bytes")

    @property
    def live_bytes(self) -> int | None:
        """The live heap: bytes in allocated and resident blocks."""
        return self.ledger.live_bytes if self.ledger else None

    def with_garbage(self, found: Garbage | None) -> "Moment":
        """The same with what waits for the collector told apart in its ledger, where that is known."""
        if found is None or self.ledger is None:
            return self
        return replace(self, ledger=self.ledger.with_garbage(found.python_bytes, found.malloc_bytes))

    @property
    def gap_bytes(self) -> int | None:
        """Anonymous RSS less the live heap: the bytes that nobody's objects account for."""
        if self.anonymous_bytes is None or self.live_bytes is None:
            return None
        return self.anonymous_bytes - self.live_bytes


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of a run in the order of time; None where one was not reached.

    `start` is before the program's first line; `peak` the outside look with the highest RSS; `end` when the last
    line is done and the non-daemon threads are joined, globals alive; `after_atexit` when the program's own exit
    handlers are done; then, one at a time, after a collection of cycles (`after_collect`), after the release of
    libraries' pools (`after_release`) and after `malloc_trim(0)` (`after_trim`).
    """

    start: Moment | None = None
    peak: Moment | None = None
    end: Moment | None = None
    after_atexit: Moment | None = None
    after_collect: Moment | None = None
    after_release: Moment | None = None
    after_trim: Moment | None = None
