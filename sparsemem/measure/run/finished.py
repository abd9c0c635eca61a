"""A run that is over, and what is known beside its record until its folder goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sparsemem.measure.moments.look import Look, OwnersRead
from sparsemem.measure.program.spawn import Place
from sparsemem.measure.run.outside_look import OutsideLook
from sparsemem.model import MOMENT_NAMES, Garbage, Run, Waits

_NEARLY = 0.8
"""Of the highest live heap that was seen."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A pass finds in it what the probe wrote for it, and the files that the run left in its place."""

    run: Run
    about: dict[str, str]
    """Facts that the interpreter told at the start."""
    place: Place
    """Where the output lies."""
    trouble: str | None
    """What kept the probe from loading."""
    looks: Mapping[str, Look] = field(default_factory=dict)
    """By moment."""
    outlook: tuple[OutsideLook, ...] = ()
    """The looks from outside at the root process while it ran."""
    stopped: OwnersRead | None = None
    """Who held the heap when a bound stopped it; None where none did, or that was not asked for."""

    def told(self, moment: str, section: str) -> str:
        """What the probe wrote in a section at a moment; empty where it did not get that far."""
        look = self.looks.get(moment)
        return look.post.sections.get(section, "") if look else ""

    @property
    def owners(self) -> OwnersRead | None:
        """Who holds the heap; None where that was not asked for, or the program did not get to its end."""
        look = next((one for one in self.looks.values() if one.owners is not None), None)
        if look is None or look.owners is None or look.owners.heap is None:
            return look.owners if look else self.stopped
        moment = getattr(self.run.moments, look.post.moment)
        heap = look.owners.heap.closed_over(moment.ledger if moment else None).with_garbage(self._garbage(look))
        last = self.looks.get(MOMENT_NAMES[-1])
        left = heap.uncollectable if last is None or last.left is None else last.left.uncollectable
        return replace(look.owners, heap=replace(heap, uncollectable=left))

    def _garbage(self, end: Look) -> Garbage | None:
        """What waited at the end, and why: at the moment itself the collector is off by our own doing, so that
        whether the program had it on is known from looks before."""
        if end.garbage is None:
            return None
        counted = self.run.collections
        waits: Waits | None = None if counted is None else "collector off"
        is_known = counted is not None and counted.enabled
        cycles = [
            one if is_known or one.waits == "frozen" else replace(one, waits=waits) for one in end.garbage.cycles
        ]
        return replace(end.garbage, cycles=tuple(cycles))

    @property
    def has_fresh_workers(self) -> bool:
        """Whether workers were started by spawn or forkserver, which do not inherit the memory of their parent."""
        return bool(self.told("end", "workers"))

    @property
    def highest_look(self) -> OutsideLook | None:
        """Of the looks that saw nearly the most live heap the one during which a profiler recorded the least."""
        looks = [look for look in self.outlook if look.moment.live_bytes is not None]
        most = max((look.moment.live_bytes or 0 for look in looks), default=0)
        high = [look for look in looks if (look.moment.live_bytes or 0) >= _NEARLY * most]
        return min(high, key=lambda look: look.marks[1] - look.marks[0] if look.marks else 0, default=None)
