"""All runs of a scan: every scale, every repeat, each a fresh process in a fresh folder."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sparsemem import procfs
from sparsemem.diagnose.proof import find_owner
from sparsemem.errors import SparsememError
from sparsemem.measure.machine.memory_limits import memory_limit
from sparsemem.measure.machine.platforms import need_linux
from sparsemem.measure.machine.transparent_huge_pages import run_with_huge_pages
from sparsemem.measure.passes.cleared_owner import Claim, Without, run_without
from sparsemem.measure.passes.profiler_pass import HeapProfiles, HeapRequest, profile_heap
from sparsemem.measure.passes.return_sizes import SizeProfile, size_profile
from sparsemem.measure.program.command import Conditions
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.process_tree import adopt_orphans
from sparsemem.measure.run.single_run import Finished
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.model import Environment, HeapMap, Pinner, Plan, Run, Sweep, Target


@dataclass(slots=True)
class Measured:
    """What came of a sweep; `problem` is what kept it from going on, where that was not the program itself."""

    target: Target
    plan: Plan
    runs: list[Run] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    pinners: tuple[Pinner, ...] = ()
    """Who keeps the free memory at the end of the largest scale that got there."""
    heap_map: HeapMap | None = None
    """That of the same run."""
    profile: SizeProfile | None = None
    """What came of the run with the size profile; None where there was none."""
    heap: HeapProfiles = field(default_factory=HeapProfiles)
    """What came of the profiler passes."""
    control: Run | None = None
    """The largest scale once more, without huge pages; None where they did not matter."""
    without: Without | None = None
    """The run in which an owner was cleared; None where there was none."""
    problem: SparsememError | None = None
    interrupted: bool = False
    """Whether Ctrl-C ended it."""

    def add(self, finished: Finished) -> None:
        """Note a run."""
        self.runs.append(finished.run)
        self.about = self.about or finished.about
        self.pinners = finished.pinners or self.pinners
        self.heap_map = finished.heap_map or self.heap_map
        self.interrupted = self.interrupted or finished.run.outcome == "interrupted"

    def add_profile(self, finished: Finished) -> None:
        """Note the run with the size profile, which is none of the sweep."""
        self.profile = size_profile(finished)
        self.interrupted = self.interrupted or self.profile.outcome == "interrupted"

    def add_heap(self, found: HeapProfiles) -> None:
        """Note a profiler pass, of a larger scale than those before."""
        profiles = [*self.heap.profiles, *found.profiles]
        sites, flamegraph = found.sites or self.heap.sites, found.flamegraph or self.heap.flamegraph
        self.heap = HeapProfiles(profiles, sites, flamegraph)
        self.interrupted = self.interrupted or found.interrupted

    def add_control(self, finished: Finished) -> None:
        """Note the run without huge pages, which is none of the sweep."""
        self.control = finished.run
        self.interrupted = self.interrupted or finished.run.outcome == "interrupted"

    def add_without(self, owner: str, finished: Finished) -> None:
        """Note the run in which an owner was cleared, which is none of the sweep either."""
        self.without = run_without(owner, finished)
        self.interrupted = self.interrupted or finished.run.outcome == "interrupted"

    @property
    def ran(self) -> bool:
        """Whether the program ran as it should the first time, and nobody has interrupted it since."""
        return bool(self.runs) and self.runs[0].outcome == "ok" and not self.interrupted

    def sweep(self) -> Sweep:
        """The record of it."""
        return Sweep(self.target, read_environment(self.about), self.plan, tuple(self.runs), self.control)


@dataclass(frozen=True, slots=True)
class Passes:
    """The same program once more, for runs that are none of the sweep; None where one is not wanted."""

    sizes: Subject | None = None
    """At 1x and with the size profile, which would distort the sweep."""
    control: Subject | None = None
    """At the largest scale and without huge pages, where much of the memory is in such pages."""
    heap: HeapRequest | None = None
    """With a profiler."""
    claim: Claim | None = None
    """At the largest scale that completed, with an owner cleared."""


NO_PASSES = Passes()


def measure_sweep(subject: Subject, plan: Plan, conditions: Conditions, passes: Passes = NO_PASSES) -> Measured:
    """Run the program at each scale of the plan, each repeat after the other, until it is done or cannot go on.

    A run that fails ends the sweep if it is the first, and otherwise only its own scale: what was measured stays.
    """
    need_linux()
    adopt_orphans()
    measured = Measured(subject.target, plan)
    subject.observer.planned(plan)
    try:
        with StandardInput() as stdin:
            setting = Setting(conditions, stdin, environment={})
            for scale, repeat in turns(plan, measured.runs):
                with run_folder() as folder:
                    measured.add(take_turn(subject, scale, repeat, setting, folder))
            _make_passes(passes, measured, setting)
    except SparsememError as problem:
        measured.problem = problem
    except KeyboardInterrupt:
        # Between two runs, or while one was being prepared: what was measured stays.
        measured.interrupted = True
    return measured


def _make_passes(passes: Passes, measured: Measured, setting: Setting) -> None:
    """Those that are wanted, as long as the program runs as it should."""
    with_pages = run_with_huge_pages(measured.runs)
    if passes.control is not None and with_pages is not None and measured.ran:
        with run_folder() as folder:
            without = replace(setting, has_huge_pages=False)
            measured.add_control(take_turn(passes.control, with_pages.scale, 0, without, folder))
    if passes.heap is not None and measured.ran:
        for scale in passes.heap.scales(measured.runs):
            if not measured.interrupted:
                with run_folder() as folder:
                    measured.add_heap(profile_heap(passes.heap, scale, measured.runs, setting, folder))
    if passes.sizes is not None and measured.ran:
        with run_folder() as folder:
            profiling = replace(setting, profiles_sizes=True)
            measured.add_profile(take_turn(passes.sizes, 1, 0, profiling, folder))
    if passes.claim is not None and measured.ran:
        owner, scale = find_owner(passes.claim.name, measured.pinners), measured.sweep().completed_scales[-1]
        with run_folder() as folder:
            clearing = replace(setting, clears=owner)
            measured.add_without(owner, take_turn(passes.claim.subject, scale, 0, clearing, folder))


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for the files of one run, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sparsemem-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def turns(plan: Plan, runs: list[Run]) -> Iterator[tuple[int, int]]:
    """Scale and repeat of each run, in order, as long as the runs so far leave a point in going on."""
    for repeat in range(plan.repeats):
        for scale in plan.scales:
            if any(_rules_out(run, scale) for run in runs):
                continue
            yield scale, repeat
            first = [run for run in runs if (run.scale, run.repeat) == (runs[0].scale, runs[0].repeat)]
            if any(run.outcome == "interrupted" for run in runs) or any(run.outcome != "ok" for run in first):
                return


def _rules_out(run: Run, scale: int) -> bool:
    """Whether a run says that there is no point in one at `scale`."""
    if run.outcome in ("timeout", "max_rss"):
        return scale >= run.scale
    return run.outcome != "ok" and scale == run.scale


def read_environment(about: dict[str, str]) -> Environment:
    """Where this is, together with what the target's interpreter told of itself."""
    thp = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return Environment(
        python_version=about.get("python_version"),
        implementation=about.get("implementation"),
        platform=platform.platform(),
        libc=about.get("libc"),
        allocator="+".join(filter(None, (about.get("allocator"), about.get("malloc")))) or None,
        thp=procfs.parse_thp(thp.read_text()) if thp.exists() else None,
        memory_limit_bytes=memory_limit(),
        cpu_count=os.cpu_count() or 1,
    )
