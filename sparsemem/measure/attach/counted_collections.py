"""How often the collector of a process that is looked at ran meanwhile, and how many objects it freed."""

from dataclasses import replace

from sparsemem.measure.moments.collector_counters import find_counters
from sparsemem.model import Heap


class CountedCollections:
    """The collector's counters from now on; nothing is told where they are not found."""

    def __init__(self, pid: int) -> None:
        self._read = find_counters(pid)
        self._first = self._read() if self._read else None

    def told(self, heap: Heap) -> Heap:
        """The heap with what the counters have counted since."""
        last = self._read() if self._read else None
        if self._first is None or last is None:
            return heap
        return replace(
            heap,
            collections=sum(last.collections) - sum(self._first.collections),
            collected_objects=sum(last.collected) - sum(self._first.collected),
        )
