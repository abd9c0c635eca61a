"""What was seen of a run while it was watched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sparsemem.measure.moments.look import Look, OwnersRead
from sparsemem.measure.moments.posted_text import parse_about
from sparsemem.measure.run.outside_look import OutsideLook
from sparsemem.measure.run.rss_samples import RssSample
from sparsemem.measure.run.tree_member import Member
from sparsemem.model import Collections, Copies, Garbage, Group, Outcome, TreeMoment
from sparsemem.probe.layout import LEFT

if TYPE_CHECKING:
    from sparsemem.outside.worker_reading import WorkerReading


@dataclass(slots=True)
class Watched:
    """Filled in step by step by `Watch`; times are of the monotonic clock where nothing else is said."""

    started: float
    root: int
    """The process that posts the moments, or the one that was started where none did."""
    program: bytes = b""
    """How the kernel started the program that posted the moment `start`, as `read_start` tells it."""
    looks: dict[str, Look] = field(default_factory=dict)
    samples: list[RssSample] = field(default_factory=list)
    highest: RssSample | None = None
    outlook: list[OutsideLook] = field(default_factory=list)
    peak_rss_bytes: int | None = None
    stopped: Outcome | None = None
    in_place: bool = False
    """Whether the last moments were taken in place, and the program was stopped after them."""
    ended: float = 0.0
    halted: float = 0.0
    """When a bound had it stopped, before the last look at it; 0 where none had."""
    members: tuple[Member, ...] = ()
    """The processes of the tree as they were last seen."""
    stopped_owners: OwnersRead | None = None
    """Who held the heap then, where that was asked for."""
    copies: Mapping[int, Copies] = field(default_factory=dict)
    """What forks copied of their parents' pages, by pid."""
    exit_codes: Mapping[int, int] = field(default_factory=dict)
    """How processes ended before the tree was stopped, by pid; signals negative."""
    tree_peak: TreeMoment | None = None
    """The whole tree when it was seen to hold the most."""
    collections: Collections | None = None
    """What the collector of the root process did."""
    waiting: dict[int, tuple[float, Garbage]] = field(default_factory=dict)
    """By process beside the root, seconds since the start and what waited for its collector then."""
    readings: "dict[int, WorkerReading]" = field(default_factory=dict)
    """By process beside the root, what was last told of its heap."""
    held_seconds: float = 0.0
    """How long the root waited, before its moment `end`, for processes that we kept from ending."""
    outlived: int | None = None
    """How many processes went on without the root, until they were ended."""
    group: Group | None = None
    """What their control group is charged with."""

    @property
    def left_seconds(self) -> float | None:
        """When it called `os._exit`, and waited for a last look; None where it did not."""
        look = self.looks.get(LEFT)
        return look.posted_seconds if look else None

    @property
    def about(self) -> dict[str, str]:
        """The facts that the interpreter told at the start."""
        return parse_about(self.told("start", "about"))

    def told(self, moment: str, section: str) -> str:
        """What the probe wrote in a section at a moment; empty where it did not get that far."""
        look = self.looks.get(moment)
        return look.post.sections.get(section, "") if look else ""

    def paused_seconds(self) -> float:
        """How long the program waited in its moments for us."""
        return sum(look.answered_seconds - look.posted_seconds for look in self.looks.values())
