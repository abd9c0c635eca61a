"""The share of one core that looks at a process may take: light ones at once, one at a heap when enough is saved."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sparsemem.model import Moment

SHARE = 0.04
"""Of one core that all looks together may take; what draws takes the rest of the 5 % that are promised."""
_SECONDS_A_BYTE, _SECONDS_A_LARGE_BYTE = 60e-9, 8e-9
"""Of processor time that a first look at owners takes at most, by the live memory of Python's own allocator (17 s of
312 MB of small objects) and by that of malloc (2.4 s of 320 MB in chunks of a kilobyte)."""
_LEAST_HEAP_SECONDS = 1.5
"""That the helper takes to start, and to read next to nothing."""


class CoreShare:
    """What looks have cost since the first one, in processor seconds, and which one is due."""

    def __init__(self) -> None:
        """Nothing is used yet."""
        self._began, self._spent_before = time.monotonic(), _spent()
        self._costs = {"ledger": 0.05, "pss": 0.0}
        self._kinds_done = set[str]()
        self._spent_on_light = self._spent_on_asked = 0.0

    @property
    def seconds(self) -> float:
        """Since it began."""
        return round(time.monotonic() - self._began, 3)

    @property
    def used(self) -> float:
        """The share of a core that we have taken so far."""
        return self._used() / max(self.seconds, 1e-3)

    def look(self, name: str, read: Callable[[], None]) -> None:
        """A light one: in this thread, so that a heap that is read beside it does not count.

        The first of its kind loads what it needs, which takes ten times as long: it tells nothing of the next ones.
        """
        before = time.thread_time()
        read()
        if name in self._kinds_done:
            self._costs[name] = time.thread_time() - before
            self._spent_on_light += self._costs[name]
        self._kinds_done.add(name)

    def may(self, name: str) -> bool:
        """Whether a light look is due: they leave the half to the heap, which saves for a look of its own."""
        return self._spent_on_light + self._costs[name] <= SHARE / 2 * self.seconds

    @contextmanager
    def look_at_heap(self, is_asked: bool) -> Iterator[None]:
        """One that takes seconds; what a person asks for is not taken from our share."""
        before = _spent()
        try:
            yield
        finally:
            self._costs["heap"] = _spent() - before
            self._spent_on_asked += self._costs["heap"] if is_asked else 0.0

    def seconds_to_heap(self, moment: Moment | None) -> float:
        """Until enough is saved for it; a first look is estimated by the ledger."""
        needed = self._used() - self._spent_on_asked + self._costs.get("heap", _first_cost(moment))
        return max(needed / SHARE - self.seconds, 0.0)

    def _used(self) -> float:
        return _spent() - self._spent_before


def _first_cost(moment: Moment | None) -> float:
    """Processor seconds of a first look at who holds the heap."""
    ledger = moment.ledger if moment else None
    if ledger is None:
        return _LEAST_HEAP_SECONDS
    small, large = ledger.python_live_bytes, ledger.malloc_live_bytes or 0
    # Where Python takes small objects from malloc as well, its ledger says that it has none of its own.
    each = _SECONDS_A_LARGE_BYTE if small else _SECONDS_A_BYTE
    return _LEAST_HEAP_SECONDS + (small or 0) * _SECONDS_A_BYTE + large * each


def _spent() -> float:
    """Processor seconds of this process and of the helpers that it has waited for."""
    return sum(os.times()[:4])
