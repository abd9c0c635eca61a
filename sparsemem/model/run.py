"""One process of the program under measurement, from its start to its end."""

from dataclasses import dataclass, replace
from typing import Literal

from sparsemem.model.group import Group
from sparsemem.model.heap_cache import HeapCache
from sparsemem.model.heap_garbage import Garbage
from sparsemem.model.heap_rows import HeapOwner
from sparsemem.model.moment import Moment, Moments
from sparsemem.model.pinner import Pinner
from sparsemem.model.sharing import Copies, Sharing
from sparsemem.model.shown import Shown

Outcome = Literal["ok", "failed", "timeout", "max_rss", "interrupted"]
Ended = Literal["exit", "exception", "left", "exec", "signal", "stopped", "in place"]
"""How a program came to its end: by its last line or `sys.exit`, by an exception that nobody caught, by `os._exit`,
by `exec`, by a signal, by one of our bounds or Ctrl-C, or as a service after the time that it was given."""


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
    garbage: Garbage | None = None
    """What waited for its collector when that was looked for last; None where it never was. Of the root the moment
    `end` has it."""
    garbage_seconds: float | None = None
    """When that was, since the start of the run."""
    caches: tuple[HeapCache, ...] | None = None
    """Those that hold the most, when it was looked at for the last time; None where that was not, or they were not
    looked for. Of the root the live heap has them."""
    pinners: tuple[Pinner, ...] | None = None
    """Who keeps the most of its free memory, at the last look at which much was free; None where nobody looked."""
    owners: tuple[HeapOwner, ...] | None = None
    """Who holds the most of its live heap, when that was looked at last; None where it was not. Of the root the live
    heap has them."""
    copies: Copies | None = None
    """What it copied of its parent's pages; None where its parent was not seen beside it."""
    exit_code: int | None = None
    """Of a process other than the root; negative: a signal. None where it was still there at the end of the run, or
    the kernel does not tell (before Linux 6.15)."""


@dataclass(frozen=True, slots=True)
class LastLook:
    """The last look from outside at the root process of a run that did not reach its moment `end`."""

    seconds: float
    """Since the start of the run."""
    seconds_before_end: float
    """How long the process went on after it, unseen."""
    moment: Moment


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
    took_low_seconds: float | None = None
    """For how long the one that freed the most was at work, at least, by looks that found it at work; None of runs
    that were saved before this was told."""
    took_high_seconds: float | None = None
    """At most: from the last look before it to the first after it."""


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
    ended: Ended | None = None
    """None where that is not known."""
    last: LastLook | None = None
    """Only where `moments.end` was not reached; None where nobody looked."""
    collection_seconds: float | None = None
    """How long the collection took that we had the root process make after its end; None where it made none."""
    outlived: int | None = None
    """How many processes went on when the root had ended by itself, and were ended with the run; None where it did
    not, or nobody looked."""

    @property
    def is_whole(self) -> bool:
        """Whether the program ended by itself, whatever its status: nothing cut it short."""
        return self.outcome == "ok" or (self.outcome == "failed" and self.ended in ("exit", "left", "exec"))

    def judged(self) -> "Run | None":
        """The run as conclusions are drawn from it: what it held at its end, or at the last look before that.

        None where neither was seen, and for a run that failed in a way that nobody knows.
        """
        if self.moments.end is not None:
            return self if self.outcome == "ok" or self.ended is not None else None
        return None if self.last is None else replace(self, moments=replace(self.moments, end=self.last.moment))
