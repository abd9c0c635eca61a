"""What is known of a process that is watched from outside, at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sparsemem.live.view.descendant import Descendant
from sparsemem.model import Heap, HeapOwner, Moment

KEPT = 600
"""Samples that are held for the picture of the last minutes."""
_RATE_POINTS = 60
_LEAST_POINTS = 10
_CERTAIN = 4.0
"""Standard errors of a line from which on it goes somewhere."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes; the PSS is the last that was read, None where the kernel does not tell; the tree is the RSS of all."""

    seconds: float
    rss_bytes: int
    pss_bytes: int | None
    tree_bytes: int
    processes: int


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner, and by how much it has grown since the look before at the heap; None where that is not known."""

    owner: HeapOwner
    growth_bytes: int | None


@dataclass(slots=True)
class LookedAt:
    """Changed by the sampler alone."""

    pid: int
    command: str
    samples: list[Sample] = field(default_factory=list)
    moments: list[tuple[float, Moment]] = field(default_factory=list)
    descendants: tuple[Descendant, ...] = ()
    """The descendants, the largest first."""
    heap: Heap | None = None
    heap_seconds: float | None = None
    owners: tuple[OwnerRow, ...] = ()
    garbage: list[tuple[float, int | None]] = field(default_factory=list)
    """The bytes that waited for the collector, by look at the heap."""
    limit_bytes: int | None = None
    charged_bytes: int | None = None
    own_share: float = 0.0
    """Of one core, that we have taken so far."""
    trouble: str | None = None
    ended: bool = False

    @property
    def moment(self) -> Moment | None:
        """The last look at the ledger."""
        return self.moments[-1][1] if self.moments else None

    @property
    def bytes_a_second(self) -> float | None:
        """Of the RSS of the tree, over the last minute of samples; None where it goes nowhere for certain."""
        last = self.samples[-_RATE_POINTS:]
        if len(last) < _LEAST_POINTS:
            return None
        x = np.array([sample.seconds for sample in last])
        y = np.array([sample.tree_bytes for sample in last], float)
        x = x - x.mean()
        slope = float(x @ y / (x @ x))
        rest = y - y.mean() - slope * x
        error = float(np.sqrt(rest @ rest / (len(last) - 2) / (x @ x)))
        return slope if abs(slope) > _CERTAIN * error and slope != 0 else None

    @property
    def seconds_to_limit(self) -> float | None:
        """Until the control group is full at this rate; None where it is not, or has no limit."""
        rate = self.bytes_a_second
        if rate is None or rate <= 0 or self.limit_bytes is None or self.charged_bytes is None:
            return None
        return max(self.limit_bytes - self.charged_bytes, 0) / rate

    def sorted_owners(self, by_growth: bool) -> Sequence[OwnerRow]:
        """Those with a name, the largest first."""
        named = [row for row in self.owners if row.owner.owner is not None]
        if by_growth:
            return sorted(named, key=lambda row: -(row.growth_bytes or 0))
        return sorted(named, key=lambda row: -(row.owner.retained_bytes or row.owner.live_bytes))


def grown(heap: Heap, before: Heap | None) -> tuple[OwnerRow, ...]:
    """The owners of a heap with their growth since the one before."""
    old = {one.owner: one.live_bytes for one in before.owners} if before else None
    return tuple(
        OwnerRow(one, None if old is None else one.live_bytes - old.get(one.owner, 0)) for one in heap.owners
    )
