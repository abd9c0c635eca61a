"""The whole of a scan: the sweep and what was concluded from it. Renderers need nothing else."""

from dataclasses import dataclass
from typing import Literal

from sparsemem.model.finding import Finding
from sparsemem.model.fitted_line import Line
from sparsemem.model.heap import Heap
from sparsemem.model.heap_map import HeapMap
from sparsemem.model.profile import HeapProfile
from sparsemem.model.proof import Proof
from sparsemem.model.returned_sizes import Returned
from sparsemem.model.run import Run
from sparsemem.model.shown import Shown
from sparsemem.model.sweep import Environment, Plan, Sweep, Target

Verdict = Literal["healthy", "sparse", "peaky", "cyclic", "overcached", "growing", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Tool:
    """What made a saved file."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class SweepModel:
    """A line for each quantity; None where fewer than two scales completed or the quantity is unknown."""

    rss_end: Line | None
    rss_peak: Line | None
    live_end: Line | None
    gap_end: Line | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the sweep says about a larger scale, for the whole process tree, in bytes.

    The peak of the RSS lies between `low_bytes` and `high_bytes` with 95 % confidence, if memory goes on as a line.
    `charged_bytes` is the part of it that a control group cannot drop: anonymous and shared memory.
    """

    scale: int
    peak_rss_bytes: int
    low_bytes: int
    high_bytes: int
    charged_bytes: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """Forecasts beyond the sweep, and the scale at which a limit is reached; None where it never is."""

    at: tuple[Forecast, ...]
    limit_bytes: int | None
    limit_reached_at_scale: int | None


@dataclass(frozen=True, slots=True)
class Report(Shown):
    """What `scan --json` saves, key for key."""

    tool: Tool
    target: Target
    environment: Environment
    plan: Plan
    runs: tuple[Run, ...]
    profile: HeapProfile | None
    model: SweepModel
    prediction: Prediction | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    sizes: tuple[Returned, ...] | None = None
    """The size profile, the largest first; None where it was not asked for."""
    proof: Proof | None = None
    """What came back without an owner; None where that was not asked for."""
    control: Run | None = None
    """The largest scale once more, without transparent huge pages; None where they did not matter."""
    heap: Heap | None = None
    """Who holds what at the end of the largest scale that completed; None where that could not be told."""
    judged: tuple[str, ...] | None = None
    """Codes of the rules whose question could be answered; None in a file of a version that did not save them."""
    heap_map: HeapMap | None = None
    """The heaps by address, where `heap` is; None where neither a map nor a page was asked for."""

    FORMAT = "sparsemem.scan"
    VERSION = 1

    @property
    def sweep(self) -> Sweep:
        """The measured part of the report."""
        return Sweep(self.target, self.environment, self.plan, self.runs, self.control)
