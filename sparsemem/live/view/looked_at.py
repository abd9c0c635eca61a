"""What is known of a process that is watched from outside, at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sparsemem.live.view.descendant import Descendant
from sparsemem.model import Heap, HeapOwner, Moment
from sparsemem.units import format_seconds, format_size

KEPT = 600
"""Samples that are held for the picture of the last minutes."""
_RATE_POINTS = 60
_JUST_NOW = 5.0
"""Seconds up to which a look counts as one of now."""
_LEAST_POINTS = 10
_CERTAIN, _PAGE = 4.0, 4096
"""Standard errors of a line from which on it goes somewhere, and how far it has to go at least."""


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
    reads_owners: bool = False
    """Whether the heap is looked at just now."""
    seconds_to_owners: float | None = None
    """Until the next look at the heap is due; None before the first sample."""
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
        return slope if abs(slope) > max(_CERTAIN * error, _PAGE / float(x[-1] - x[0])) else None

    @property
    def pace(self) -> str | None:
        """How the RSS of the tree goes on, in words; None where there are too few samples to tell."""
        if len(self.samples) < _LEAST_POINTS:
            return None
        rate = self.bytes_a_second
        return "no clear trend" if rate is None else f"{format_size(round(rate * 3600))} an hour"

    @property
    def ledger_title(self) -> str:
        """Of the last look at the ledger: how much it accounts for, and when it was."""
        if self.moment is None:
            return ""
        when = self._ago(self.moments[-1][0])
        return f"Where the {format_size(self.moment.rss_bytes)} of RSS {f'were, {when}' if when else 'are'}"

    @property
    def heap_title(self) -> str:
        """Of the last look at the heap: how much is alive, and when that was."""
        if self.heap is None or self.heap_seconds is None:
            return ""
        when = self._ago(self.heap_seconds)
        return f"Who holds the live heap of {format_size(self.heap.live_bytes)}{f', {when}' if when else ''}"

    def _ago(self, seconds: float) -> str:
        ago = (self.samples[-1].seconds if self.samples else 0.0) - seconds
        return "" if ago < _JUST_NOW else f"{format_seconds(ago)} ago"

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
