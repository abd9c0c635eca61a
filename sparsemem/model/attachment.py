"""What is seen of a process that was already running."""

from dataclasses import dataclass, field

from sparsemem.model.finding import Finding
from sparsemem.model.group import Charge
from sparsemem.model.heap import Heap
from sparsemem.model.heap_map import HeapMap
from sparsemem.model.moment import Moment
from sparsemem.model.pinner import Pinner
from sparsemem.model.run import Process
from sparsemem.model.scan_report import Verdict
from sparsemem.model.shown import Shown


@dataclass(frozen=True, slots=True)
class RunningTarget:
    """The process; its interpreter's version is None where it could not be told."""

    pid: int
    command: str
    python_version: str | None
    began_unix_seconds: float | None = None
    """When it was started, by the clock; None of a core file."""


@dataclass(frozen=True, slots=True)
class AttachedLook:
    """One look; `seconds` since the first."""

    seconds: float
    moment: Moment
    unix_seconds: float | None = None
    """When it was, by the clock; None of a core file."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a running process, or in the core file that it left: nothing is concluded from it yet."""

    target: RunningTarget
    looks: tuple[AttachedLook, ...]
    pinners: tuple[Pinner, ...] = ()
    heap: Heap | None = None
    """Who holds what after the last look; None where that could not be told."""
    coverage: float | None = None
    """The share of the live bytes of pymalloc whose type is known."""
    trimmable_bytes: int | None = None
    """What a malloc_trim(0) would return after the last look; None where memory could not be read at all."""
    allocator: str | None = None
    """As in `Environment`."""
    charge: Charge | None = None
    """What its control group is charged with; None where there is no limit and no group of its own."""
    processes: tuple[Process, ...] | None = None
    """It and its descendants; None where they were not asked for."""


@dataclass(frozen=True, slots=True)
class Attachment(Shown):
    """What `attach --json` saves. `coverage` is the share of the live bytes of pymalloc whose type is known."""

    target: RunningTarget
    looks: tuple[AttachedLook, ...]
    pinners: tuple[Pinner, ...]
    heap: Heap | None
    """Who holds what at the last look; None where that could not be told."""
    coverage: float | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    heap_map: HeapMap | None = field(default=None, kw_only=True)
    """The heaps by address at the last look; None where neither a map nor a page was asked for."""

    FORMAT = "sparsemem.attach"
    VERSION = 1


@dataclass(frozen=True, slots=True)
class FamilyAttachment(Attachment):
    """What `attach --tree --json` saves: all else is of the process that holds the most."""

    processes: tuple[Process, ...]
    """The process that was named, and its descendants, the largest first; `last` is None where it cannot be read."""
