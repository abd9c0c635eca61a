"""What forked processes copied of the pages that they had from their parents, by the kernel's sums of each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sparsemem.measure.moments.collector_counters import Reader
from sparsemem.model import Copies
from sparsemem.procfs import Rollup


class ForkCopies:
    """Keeps what the last look at each process said that has its parent beside it.

    A fork has each page of its parent's at first, and none for itself. What of so many bytes it does not share any
    more was copied, or given back: no more was copied than it has for itself, nor than the parent still has.
    """

    def __init__(self, find_counters: Callable[[int], Reader | None] = lambda pid: None) -> None:
        """`find_counters` finds what reads the collector of a fork."""
        self._find = find_counters
        self._copies: dict[int, Copies] = {}
        self._readers: dict[int, tuple[Reader | None, int | None]] = {}

    def look(self, rollups: Mapping[int, Rollup], parents: Mapping[int, int]) -> None:
        """Look at processes that live at one time; `parents` has the one that each was started by."""
        for pid, own in rollups.items():
            parent = rollups.get(parents.get(pid, 0))
            if parent is not None:
                self._note(pid, own, parent)

    def record(self) -> dict[int, Copies]:
        """What was found, by pid."""
        return dict(self._copies)

    def _note(self, pid: int, own: Rollup, parent: Rollup) -> None:
        anonymous, private = own.anonymous_bytes, own.private_dirty_bytes
        if anonymous is None or private is None or parent.anonymous_bytes is None:
            return
        known = self._copies.get(pid) or Copies(min(anonymous, parent.anonymous_bytes), 0, None)
        there = min(known.inherited_bytes, parent.anonymous_bytes) - max(anonymous - private, 0)
        copied = max(min(private, there), 0)
        self._copies[pid] = replace(known, copied_bytes=copied, full_collections=self._full_collections(pid))

    def _full_collections(self, pid: int) -> int | None:
        """How many it ran since it was first looked at."""
        if pid not in self._readers:
            reader = self._find(pid)
            self._readers[pid] = reader, _count(reader)
        reader, first = self._readers[pid]
        now = _count(reader)
        return None if now is None or first is None else now - first


def _count(reader: Reader | None) -> int | None:
    counters = reader() if reader else None
    return counters.collections[-1] if counters else None
