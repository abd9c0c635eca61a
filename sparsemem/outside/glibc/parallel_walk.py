"""A chain of sizes followed at many places at once: how 10 GB of chunks are walked in seconds.

Each chunk's size leads to the next one, so a walk is sequential by nature. Here a window of memory is cut into
lanes; each lane guesses its first chunk from what its words look like, all lanes are walked in lockstep, and then
they are stitched together from the first on. A lane whose guess was wrong is walked again from where the lane
before it ended, and mostly meets its own chain after a few chunks. The result is that of the sequential walk.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sparsemem.outside.memory.memory_access import Flags

LANE = 1024
"""Units (of 16 bytes) in a lane."""
_CANDIDATES = 48
_PROOF = 4
"""A place is taken for a chunk when this many sizes in a row lead on; only a guess, the stitching decides."""

Units = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Chain:
    """The places that the chain visits, ascending, in units from the start of the window."""

    places: NDArray[np.int64]
    broken: Flags
    """Where the size of a place leads nowhere, so that the chain was taken up again further on."""
    end: int | None
    """Where the chain leaves the window; None where it broke and was not found again."""


def follow(steps: Units, start: int | None) -> Chain:
    """The chain through a window: `steps[i]` is the size at unit i, 0 where no chunk can be.

    `start` is the first unit of the chain, None where it is not known.
    """
    first = _guess(steps)
    if start is not None:
        first[0] = start
    visited, ends = _lockstep(steps, first)
    return _Stitch(steps, first, visited, ends).run(start is not None)


def _guess(steps: Units) -> NDArray[np.int64]:
    """The likely first place of each lane; where none looks right, the lane's first unit."""
    lanes = np.arange(0, len(steps), LANE, dtype=np.int64)
    places = np.minimum(lanes[:, None] + np.arange(_CANDIDATES), len(steps) - 1)
    here, good = places, np.ones(places.shape, np.bool_)
    for _ in range(_PROOF):
        step = steps[here]
        good &= step > 0
        here = np.minimum(here + step, len(steps) - 1)
        good |= here == len(steps) - 1
    good &= steps[places] > 0
    first: NDArray[np.int64] = lanes + good.argmax(axis=1)
    return first


def _lockstep(steps: Units, first: NDArray[np.int64]) -> tuple[Flags, NDArray[np.int64]]:
    """Every place that some lane visits, and where each lane leaves itself: -1 where its chain breaks."""
    visited = np.zeros(len(steps), np.bool_)
    ends = first.copy()
    limits = np.minimum((np.arange(len(first)) + 1) * LANE, len(steps))
    lane = np.flatnonzero(first < limits)
    here, limit = first[lane], limits[lane]
    while len(lane):
        visited[here] = True
        before, here = here, here + steps[here]
        going = (here < limit) & (here > before)
        if not going.all():
            ends[lane] = np.where(here > before, here, -1)
            lane, here, limit = lane[going], here[going], limit[going]
    return visited, ends


class _Stitch:
    """Lanes put together; keeps in `visited` only what is on the chain."""

    def __init__(self, steps: Units, first: NDArray[np.int64], visited: Flags, ends: NDArray[np.int64]) -> None:
        self.steps, self.visited = steps, visited
        self.first, self.ends = first.tolist(), ends.tolist()
        self.broken: list[int] = []

    def run(self, known: bool) -> Chain:
        at: int | None = self.first[0] if known else None
        for lane, end in enumerate(self.ends):
            begin, limit = lane * LANE, min((lane + 1) * LANE, len(self.steps))
            if at is None and self.steps[self.first[lane]] > 0:
                at = self.first[lane]
            if at is None or at >= limit:
                self.visited[begin:limit] = False
                continue
            is_guessed = at == self.first[lane] and end >= 0
            at = end if is_guessed else self._enter(at, begin, limit, end)
        places = np.flatnonzero(self.visited)
        return Chain(places, np.isin(places, self.broken), at)

    def _enter(self, at: int, begin: int, limit: int, end: int) -> int | None:
        """Where the chain that enters a lane at `at` leaves it."""
        own: list[int] = []
        while at < limit and not self.visited[at]:
            own.append(at)
            step = int(self.steps[at])
            if step == 0:
                break
            at += step
        joined = at < limit and bool(self.visited[at])
        self.visited[begin : at if joined else limit] = False
        self.visited[own] = True
        if joined and end >= 0:
            return end
        if not joined and at >= limit:
            return at
        self.broken.append(int(np.flatnonzero(self.visited[begin:limit])[-1]) + begin)
        return None
