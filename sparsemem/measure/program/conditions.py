"""What bounds a run and what surrounds it; sizes in bytes, times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a look into a running program's memory may follow another."""

    share: float = 0.02
    most_share: float = 0.1
    """Of one core at most goes into looking at each process, and at all of them: after a look at one process that
    took 20 ms there is a second of rest, after one at a tree of five or more a fifth of that."""
    least_pause_seconds: float = 0.05
    """Between two looks at one process."""


USUAL_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for each run; None for no bound."""

    max_rss_bytes: int
    timeout_seconds: float | None = None
    for_seconds: float | None = None
    """A service that never ends: the last moments are taken in place after this time, then it is stopped."""
    expect_exit: int = 0
    setup: str | None = None
    copy_cwd: bool = False
    pace: Pace = USUAL_PACE
    """At which the running program's memory is looked at."""
    reads_owners: bool = False
    """Whether to find out who holds the heap, once, at the largest scale that completes."""
    draws_map: bool = False
    """Whether to draw the map of the heap where its owners are read."""
    why: str | None = None
    """The name or type of an object whose path from the root is wanted, likewise."""
