"""Looks at the tree of a run: who is in it, what it holds, what its group is charged with, how its processes end."""

import time
from collections.abc import Callable

from sparsemem.measure.machine.control_groups import find_group
from sparsemem.measure.machine.group_charges import GroupWatch
from sparsemem.measure.moments.collector_counters import Reader, fork_counters
from sparsemem.measure.run.exit_statuses import ExitStatuses
from sparsemem.measure.run.fork_copies import ForkCopies
from sparsemem.measure.run.process_tree import Tree
from sparsemem.measure.run.tree_memory import TreeMemory
from sparsemem.measure.run.watched import Watched

_TREE_SHARE = 0.05
"""Of one core at most goes to looking at the process tree."""
_TREE_GAP_SECONDS, _GROWING_GAP_SECONDS = 0.1, 0.03
"""Between two looks at it at least, and while it grows: a worker may end at any time."""
_GROWS = 1.05
"""Times the memory of the look before."""


class TreeLooks:
    """`most_bytes` is what the tree may hold; `reader` reads the counters of the root's collector, once they are
    found."""

    def __init__(self, tree: Tree, most_bytes: int, reader: Callable[[], Reader | None]) -> None:
        self._tree, self._most_bytes = tree, most_bytes
        self._group = GroupWatch(find_group())
        self._memory, self._statuses = TreeMemory(), ExitStatuses()
        self._copies = ForkCopies(lambda pid: fork_counters(reader(), pid))
        self._next, self._bytes = 0.0, 0

    def look_when_due(self, now: float, living: Callable[[], list[int]]) -> bool:
        """Look, `now` seconds after the start, where it is time for it; whether the tree holds more than it may.

        `living` are the processes whose share of the memory is asked for.
        """
        if now < self._next:
            return False
        begun = time.thread_time()
        total = self._tree.look()
        self._group.look()
        self._statuses.look(self._tree.living)
        rollups = self._memory.look(now, living())
        self._copies.look(rollups, {pid: member.parent for pid, member in self._tree.members.items()})
        is_over = self._is_over(total)
        gap = _GROWING_GAP_SECONDS if total > _GROWS * self._bytes else _TREE_GAP_SECONDS
        self._bytes = total
        self._next = now + max((time.thread_time() - begun) / _TREE_SHARE, gap)
        return is_over

    def look_for_leavers(self) -> None:
        """Find processes that were never seen and wait to end."""
        self._tree.look()
        self._statuses.look(self._tree.living)

    def _is_over(self, total: int) -> bool:
        """Forked processes share pages, which the sum of RSS counts for each: in doubt, ask for the true share."""
        return total > self._most_bytes and self._tree.proportional_bytes() > self._most_bytes

    def look_at_end(self) -> None:
        """The program is at its end: what its group is charged with then."""
        self._group.look_at_end()

    def close(self) -> None:
        """Nothing is looked at any more."""
        self._statuses.close()

    def note(self, watched: Watched) -> None:
        """Into what was seen of the run, whose looks from outside are in it already."""
        watched.tree_peak = self._memory.record(watched.root, watched.outlook)
        watched.copies = self._copies.record()
        watched.exit_codes = self._statuses.codes
        watched.members = tuple(self._tree.members.values())
        watched.group = self._group.record()
