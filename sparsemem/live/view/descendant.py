"""A descendant of a watched process, and its ledger as of the last look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sparsemem.errors import SparsememError
from sparsemem.measure.attach.named_process import read_command
from sparsemem.model import Moment
from sparsemem.outside import read_moment


@dataclass(frozen=True, slots=True)
class Descendant:
    """Its RSS is that of the last sample, its moment that of its last look, at `seconds`; None before the first, and
    where it cannot be read."""

    pid: int
    command: str
    rss_bytes: int
    moment: Moment | None = None
    seconds: float | None = None

    def looked_at(self, seconds: float) -> "Descendant":
        """With its ledger of now."""
        try:
            return replace(self, moment=read_moment(self.pid), seconds=seconds)
        except (SparsememError, OSError):  # It has ended, or its memory may not be read: the tree goes on.
            return replace(self, moment=None, seconds=seconds)


def renewed(members: Sequence[Descendant], rss_bytes: Mapping[int, int]) -> tuple[Descendant, ...]:
    """The members that there are now, by pid, with their RSS of now; the largest first."""
    known = {member.pid: member for member in members}
    now = [
        replace(known[pid], rss_bytes=size) if pid in known else Descendant(pid, _command(pid), size)
        for pid, size in rss_bytes.items()
    ]
    return tuple(sorted(now, key=lambda member: -member.rss_bytes))


def seen_longest_ago(members: Sequence[Descendant]) -> Descendant:
    """Whose turn it is; those that were never looked at are first, the largest of them."""
    return min(members, key=lambda member: (member.seconds is not None, member.seconds or 0.0))


def _command(pid: int) -> str:
    try:
        return read_command(pid)
    except SparsememError:
        return "(ended)"
