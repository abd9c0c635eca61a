"""The profiler pass: one more run at a scale, with a profiler in the target's own interpreter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sparsemem.errors import InputError, UsageError
from sparsemem.measure.moments.capture_file import capture_beside
from sparsemem.measure.passes.memory_to_explain import has_memory_to_explain, seen_runs
from sparsemem.measure.passes.memray_capture import read_capture
from sparsemem.measure.passes.pass_protocol import Evidence, Pass, PassRequest, pass_run
from sparsemem.measure.passes.profiler_choice import Profiler, advice, find_profiler, free_disk_bytes
from sparsemem.measure.passes.profiler_figures import memray_profile, placed_site, traced_profile, wanted_of_capture
from sparsemem.measure.passes.worker_heaps import forks_to_record, with_workers
from sparsemem.measure.program.conditions import Conditions, Pace
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Run
from sparsemem.units import format_size

PACE = Pace(share=0.9, most_share=0.9, least_pause_seconds=0.002)
"""All but all the time: the run's own time is not measured, and its highest live heap is to be seen."""
_PATIENCE, _LEAST_PATIENCE_SECONDS = 30, 60
"""Times the wall time without a profiler after which a pass is given up."""


@dataclass(frozen=True, slots=True)
class ProfilerPass:
    """What is to be profiled, and with what."""

    subject: Subject
    profiler: Profiler
    every_scale: bool = False
    """At each scale that completed; else at the smallest one."""
    flamegraph: bool = False

    def announcement(self) -> Sequence[str]:
        """That it follows, and how to have the better profiler."""
        where = "each scale" if self.every_scale else "the smallest scale"
        follows = f"One more run at {where} follows, with {self.profiler.tool}: it takes longer."
        if self.profiler.tool == "memray":
            return (follows,)
        return follows, f"memray would tell which lines hold the peak: {advice(self.subject.target.python)}"

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """A run at each wanted scale that completed; what it costs is told before."""
        scales = sorted({run.scale for run in evidence.runs if run.is_whole})
        for scale in scales if self.every_scale else scales[:1]:
            there = [run for run in evidence.runs if run.scale == scale and run.is_whole]
            evidence = self._profiled(evidence, there, setting)
            yield evidence

    def _profiled(self, evidence: Evidence, there: Sequence[Run], setting: Setting) -> Evidence:
        """With the profile of one scale; `there` are its runs of the sweep."""
        scale, wall = there[0].scale, median(run.wall_seconds for run in there)
        forks, way = forks_to_record(there), self.profiler.way(wall)
        needed = self.profiler.disk_bytes(wall, forks)
        if needed > free_disk_bytes():
            self._tell(
                f"No profiler pass: its record may take {format_size(needed)} of disk, and there is less left."
            )
            return evidence
        self._tell(f"One more run at {scale}x, with {self.profiler.tool}: {self.profiler.cost(wall, forks)}.")
        setting = replace(setting, conditions=_conditions(setting.conditions, way, wall))
        with pass_run(self.subject, scale, setting, Instrumentation(profiler=way, forks=forks)) as finished:
            return self._result(evidence, finished, there[0])

    def _result(self, evidence: Evidence, finished: Finished, own: Run) -> Evidence:
        """`own` is how the program ended by itself."""
        run = finished.run
        if (run.outcome, run.exit_code) != (own.outcome, own.exit_code):
            self._tell(
                f"In that run the program did not end as it does by itself: {run.outcome}, status {run.exit_code}."
            )
        return (
            self._traced(evidence, finished)
            if self.profiler.tool == "tracemalloc"
            else self._read(evidence, finished)
        )

    def _traced(self, evidence: Evidence, finished: Finished) -> Evidence:
        """What tracemalloc counted."""
        traced = traced_profile(finished)
        if traced is None:
            self._tell("tracemalloc has no figures: the program stopped it, or did not get to its end.")
            return evidence
        profile = with_workers(traced, finished, self.subject.target.python)
        return replace(evidence, profiles=(*evidence.profiles, profile))

    def _read(self, evidence: Evidence, finished: Finished) -> Evidence:
        """What memray recorded, as far as it got."""
        capture, python = capture_beside(finished.place.mailbox), self.subject.target.python
        captured = finished.told("end", "captured")
        if "end" in finished.looks and captured != "whole":
            self._tell(f"memray could not record that run: {captured}.")
            return evidence
        page = capture.with_suffix(".html") if self.flamegraph else None
        recorded = read_capture(python, capture, wanted_of_capture(finished, page))
        if isinstance(recorded, str):
            self._tell(f"What memray recorded cannot be read: {recorded}.")
            return evidence
        profile = with_workers(memray_profile(finished, recorded), finished, python)
        return replace(
            evidence,
            profiles=(*evidence.profiles, profile),
            sites={kind: placed_site(site, finished.place.cwd) for kind, site in recorded.sites.items()}
            or evidence.sites,
            flamegraph=page.read_text(encoding="utf-8") if page is not None else evidence.flamegraph,
        )

    def _tell(self, sentence: str) -> None:
        self.subject.observer.say(sentence)


def _conditions(conditions: Conditions, way: str, wall_seconds: float) -> Conditions:
    """Those of the pass: it is slower, and may look more often."""
    patience = max(_PATIENCE * wall_seconds, _LEAST_PATIENCE_SECONDS) + (conditions.for_seconds or 0.0)
    return replace(conditions, timeout_seconds=patience, pace=PACE if way == "memray" else conditions.pace)


@dataclass(frozen=True, slots=True)
class ProfilerWhereNeeded:
    """The pass at the smallest scale, where the sweep has left memory to explain: else it would tell nothing."""

    request: PassRequest

    def announcement(self) -> Sequence[str]:
        """That it may follow."""
        return ("One more run at the smallest scale follows, with a profiler, where there is memory to explain.",)

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """That of `ProfilerPass`, or none."""
        is_loud = self.request.is_loud or self.request.is_worth
        if not seen_runs(evidence) or has_memory_to_explain(evidence, is_loud):
            profiler_pass = _made(self.request)
            for sentence in profiler_pass.announcement()[1:]:
                self.request.subject.observer.say(sentence)
            yield from profiler_pass.make(evidence, setting)


def requested(request: PassRequest) -> Pass | None:
    """Unless `--profile off` or `--quick` leave it out; where nothing is said of it, only where it is needed.

    Raises UsageError for a flame graph without the pass that makes it, InputError where it cannot be made.
    """
    asked, flamegraph = request.options.get("profile"), request.options.get("flamegraph")
    scales = asked or ("off" if request.options.get("quick") else None)
    if scales == "off":
        if flamegraph:
            cause = "--profile off" if asked else "--quick"
            raise UsageError(f"--flamegraph needs the run under memray: leave out {cause}, or add --profile one")
        return None
    return _made(request) if scales or flamegraph else ProfilerWhereNeeded(request)


def _made(request: PassRequest) -> ProfilerPass:
    """With the profiler that the target's interpreter has. Raises InputError where a flame graph needs another."""
    python, flamegraph = request.subject.target.python, bool(request.options.get("flamegraph"))
    profiler = find_profiler(python)
    if flamegraph and profiler.tool != "memray":
        raise InputError(f"--flamegraph is memray's, which {python} does not have: {advice(python)}")
    every = request.options.get("profile") == "each"
    return ProfilerPass(request.subject.named(f"{profiler.tool} at "), profiler, every, flamegraph)
