"""What all processes of a run hold together, by the kernel's proportional share, and when that was the most."""

from collections.abc import Sequence

from sparsemem.measure.moments.page_sharing import read_rollup
from sparsemem.measure.run.outside_look import OutsideLook
from sparsemem.model import TreeMoment
from sparsemem.model.known_sum import known_sum
from sparsemem.procfs import Rollup


class TreeMemory:
    """Keeps the look at which the sum of PSS was the highest; a root without other processes is not looked at."""

    def __init__(self) -> None:
        self.highest_bytes = 0
        self._seconds = 0.0
        self._rollups: dict[int, Rollup] = {}

    def look(self, seconds: float, pids: Sequence[int]) -> dict[int, Rollup]:
        """Look at processes that live `seconds` after the start; what the kernel says of each of several."""
        if len(pids) < 2:
            return {}
        rollups = {pid: read_rollup(pid) for pid in pids}
        total = sum(rollup.pss_bytes or 0 for rollup in rollups.values())
        # One that has ended since it was read left its share of their pages to those that were read after it.
        if total > self.highest_bytes and all(read_rollup(pid).pss_bytes for pid in pids if rollups[pid].pss_bytes):
            self.highest_bytes, self._seconds = total, seconds
            self._rollups = {pid: rollup for pid, rollup in rollups.items() if rollup.pss_bytes}
        return rollups

    def record(self, root: int, looks: Sequence[OutsideLook]) -> TreeMoment | None:
        """The tree at its highest, with what the looks into its processes' memory found; None for a lonely root."""
        if len(self._rollups) < 2:
            return None
        anonymous = [rollup.pss_anonymous_bytes for rollup in self._rollups.values()]
        live = [self._live_bytes(pid, rollup, looks) for pid, rollup in self._rollups.items()]
        own = self._rollups.get(root)
        return TreeMoment(
            seconds=self._seconds,
            processes=len(self._rollups),
            pss_bytes=self.highest_bytes,
            anonymous_bytes=known_sum(anonymous),
            live_bytes=known_sum(live),
            root_pss_bytes=own.pss_bytes if own else None,
        )

    def _live_bytes(self, pid: int, rollup: Rollup, looks: Sequence[OutsideLook]) -> int | None:
        """A process's live heap at the nearest look, by the share of its anonymous pages that is its own."""
        there = [look for look in looks if look.pid == pid and look.moment.live_bytes is not None]
        nearest = min(there, key=lambda look: abs(look.seconds - self._seconds), default=None)
        if nearest is None or rollup.pss_anonymous_bytes is None or not nearest.moment.anonymous_bytes:
            return None
        share = min(rollup.pss_anonymous_bytes / nearest.moment.anonymous_bytes, 1.0)
        return round((nearest.moment.live_bytes or 0) * share)
