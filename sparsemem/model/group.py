"""What the kernel charges a control group with: not the RSS, but what a limit is held against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupMemory:
    """One reading of a group and all below it, in bytes; None where unknown."""

    charged_bytes: int | None
    """`memory.current`, or `memory.usage_in_bytes` of version 1."""
    anonymous_bytes: int | None
    """Of all its processes, each page once: ours, which looks on, is among them."""
    shared_bytes: int | None
    """tmpfs and shared memory, mapped by anybody or not."""
    file_bytes: int | None
    """The cache of files: dropped when memory is needed."""
    dirty_bytes: int | None
    """What of it has to be written back first."""
    kernel_bytes: int | None
    """The kernel's own memory on behalf of the group."""


@dataclass(frozen=True, slots=True)
class Group:
    """A run's control group."""

    version: int
    limit_bytes: int | None
    """The smallest limit up the tree of groups: reached, the kernel kills."""
    high_bytes: int | None
    """The smallest `memory.high` up the tree: above it, the kernel takes memory back and slows the group down."""
    before: GroupMemory | None
    """Before the run."""
    end: GroupMemory | None
    """At the moment `end`."""
    peak_charged_bytes: int | None
    """The most that was seen while it ran, some ten times a second."""
    oom_kills: int | None
    """Processes of the group that the kernel killed for want of memory during the run."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a control group is charged with, page cache and kernel memory included, and its limit; in bytes."""

    limit_bytes: int | None
    used_bytes: int
    memory: GroupMemory | None = None
    """The same by kind."""
    high_bytes: int | None = None
