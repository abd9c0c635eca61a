"""One process of the program under measurement, from its start to its end."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.group import Group
from sparsemem.model.moment import Moment, Moments
from sparsemem.model.sharing import Sharing
from sparsemem.model.shown import Shown

Outcome = Literal["ok", "failed", "timeout", "max_rss", "interrupted"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One look from outside while the program runs; `seconds` since its start."""

    seconds: float
    rss_bytes: int
    live_bytes: int | None


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the tree; `last` is the last look at it, without a ledger where its memory was never read."""

    pid: int
    parent: int
    command: str
    peak_rss_bytes: int | None
    """VmHWM when it was last seen; in a forked process the pages that it has from its parent count as well."""
    last: Moment | None
    forked: bool | None = None
    """Whether it is a fork of its parent that began no program of its own; None where that could not be told."""
    first_seconds: float | None = None
    """When it was first seen, since the start of the run."""
    last_seconds: float | None = None
    """When it was last seen alive."""
    first_sharing: Sharing | None = None
    """At the first look into its memory; None where there was none."""
    last_sharing: Sharing | None = None


@dataclass(frozen=True, slots=True)
class TreeMoment:
    """All processes of a run at one time, in bytes; a page that several have is divided among them, as in `Pss:`."""

    seconds: float
    """Since the start of the run."""
    processes: int
    pss_bytes: int
    anonymous_bytes: int | None
    """Of it, what no file backs."""
    live_bytes: int | None
    """The live heaps together, each by the share of its process's anonymous pages that is its own by that division,
    as they were at the nearest look; None where a process was never looked into."""
    root_pss_bytes: int | None
    """The part of the process that was started for the run."""


@dataclass(frozen=True, slots=True)
class Collections:
    """What the cyclic collector did while the program ran, by its own counters as they were read from outside."""

    collections: int
    """Of all generations."""
    objects: int
    """That all of them freed."""
    most_objects: int
    """That one of them freed, at least: of several between two looks each counts the mean."""
    seconds: float
    """When that was, since the start of the run: the look before which it happened."""
    enabled: bool
    """Whether it was on at the last looks."""


@dataclass(frozen=True, slots=True)
class Run(Shown):
    """One run at one scale.

    `wall_seconds` is from the start to the last line of the program, or to its death where the last line was not
    reached; our own moments are not part of it. `peak_rss_bytes` is the root process's VmHWM, and
    `peak_unseen_bytes` what of it no look from outside caught. `exit_code` is negative for a signal, and None
    where the program was stopped before it had one. `group` is None where no control group accounts for memory.
    `tree_peak` is the whole tree when it was seen to hold the most; None where the root was alone all the time.
    """

    scale: int
    repeat: int
    argv: tuple[str, ...]
    outcome: Outcome
    exit_code: int | None
    wall_seconds: float
    peak_rss_bytes: int | None
    peak_unseen_bytes: int | None
    moments: Moments
    timeline: tuple[Sample, ...]
    processes: tuple[Process, ...]
    group: Group | None = None
    tree_peak: TreeMoment | None = None
    collections: Collections | None = None
    """Of the root process; None where its counters could not be read, or were read less than twice."""
