"""What a run's control group is charged with, from before the run to its end, and whether the kernel killed in it."""

from sparsemem.measure.machine.control_groups import ControlGroup
from sparsemem.model import Group, GroupMemory


class GroupWatch:
    """Reads the group when it is made, when it is told to, and when the run is over; without a group it does nothing.

    A run's processes begin in our group; one that moves itself into another is not followed.
    """

    def __init__(self, group: ControlGroup | None) -> None:
        self._group = group
        self._before = group.read_memory() if group else None
        self._kills = group.read_oom_kills() if group else None
        self._peak = self._before.charged_bytes if self._before else None
        self._end: GroupMemory | None = None

    def look(self) -> None:
        """While it runs."""
        charged = self._group.read_charged() if self._group else None
        if charged is not None:
            self._peak = max(self._peak or 0, charged)

    def look_at_end(self) -> None:
        """While the root process waits in its last moment."""
        self.look()
        self._end = self._group.read_memory() if self._group else None

    def record(self) -> Group | None:
        """What came of it; None without a group that says anything."""
        if self._group is None or self._before is None:
            return None
        kills = self._group.read_oom_kills()
        return Group(
            version=self._group.version,
            limit_bytes=min((limit for limit, _ in self._group.limits()), default=None),
            high_bytes=min((bound for bound, _ in self._group.highs()), default=None),
            before=self._before,
            end=self._end,
            peak_charged_bytes=self._peak,
            oom_kills=None if kills is None or self._kills is None else max(kills - self._kills, 0),
        )
