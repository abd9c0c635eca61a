"""What the memory of this process is before a test and after it, and the highest that it was between."""

import gc
from dataclasses import dataclass, replace

import sparsemem
from sparsemem.errors import SparsememError
from sparsemem.live.own_rss import read_own_status
from sparsemem.live.quick_ledger import read_quick_moment
from sparsemem.model import Moment

_CLEAR_REFS = "/proc/self/clear_refs"
_RESET_PEAK = "5"
"""Makes the highest RSS that of now (proc(5), since Linux 4.0)."""


@dataclass(frozen=True, slots=True)
class TestMemory:
    """Of one test or a part of it, in bytes; None where the platform does not tell."""

    __test__ = False

    start_bytes: int | None
    ends_bytes: tuple[int | None, ...] = ()
    """The RSS after each run, and after a collection."""
    lives_bytes: tuple[int | None, ...] = ()
    """The live heap at the same times, as the allocators count it."""
    high_bytes: int | None = None
    before: Moment | None = None
    """With its ledger, where it was asked for."""
    after: Moment | None = None

    @property
    def peak_bytes(self) -> int | None:
        """The highest RSS over that at the beginning."""
        return _less(self.high_bytes, self.start_bytes)

    @property
    def kept_bytes(self) -> int | None:
        """The RSS at the end over that at the beginning."""
        return _less(self.ends_bytes[-1], self.start_bytes) if self.ends_bytes else None

    @property
    def growth_bytes(self) -> int | None:
        """From the end of the first run to the end of the last, of the RSS or of the live heap, whichever grew more:
        what leaks into memory that a test before has left free raises no RSS."""
        if len(self.ends_bytes) < 2:
            return None
        grown = [_less(sizes[-1], sizes[0]) for sizes in (self.ends_bytes, self.lives_bytes)]
        return max((size for size in grown if size is not None), default=None)

    @property
    def gap_bytes(self) -> int | None:
        """The gap at the end over that at the beginning."""
        if self.before is None or self.after is None:
            return None
        return _less(self.after.gap_bytes, self.before.gap_bytes)


class TestLooks:
    """Begins to look when it is made. With `ledgers`, reads the ledger too, by a process that takes half a second."""

    __test__ = False

    def __init__(self, ledgers: bool = False) -> None:
        self._ledgers = ledgers
        gc.collect()
        before = read_moment() if ledgers else None
        self._is_reset = _reset_peak()
        status = read_own_status()
        self._high_before = status.peak_rss_bytes if status else None
        self.memory = TestMemory(status.rss_bytes if status else None, before=before)

    def end_of_run(self) -> None:
        """One run of the test is done."""
        # The highest first: a collection takes no memory, but what it runs may.
        high = self._read_high()
        gc.collect()
        status = read_own_status()
        ends = (*self.memory.ends_bytes, status.rss_bytes if status else None)
        moment = read_quick_moment() if self._ledgers else None
        lives = (*self.memory.lives_bytes, moment.live_bytes if moment else None)
        self.memory = replace(self.memory, ends_bytes=ends, lives_bytes=lives, high_bytes=high)

    def finish(self) -> TestMemory:
        """What was measured."""
        if self._ledgers:
            self.memory = replace(self.memory, after=read_moment())
        return self.memory

    def _read_high(self) -> int | None:
        """The kernel's mark, where it is of this test: it was set back, or has risen since."""
        status = read_own_status()
        if status is None or status.peak_rss_bytes is None:
            return None
        if self._is_reset or status.peak_rss_bytes > (self._high_before or 0):
            return status.peak_rss_bytes
        return max(self.memory.high_bytes or 0, self.memory.start_bytes or 0, status.rss_bytes or 0)


def read_moment() -> Moment | None:
    """With the ledger of this process; None where it cannot be read."""
    try:
        return sparsemem.ledger().moment
    except (SparsememError, OSError):
        return None


def _reset_peak() -> bool:
    try:
        with open(_CLEAR_REFS, "w", encoding="ascii") as file:
            file.write(_RESET_PEAK)
    except OSError:
        return False
    return True


def _less(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left - right
