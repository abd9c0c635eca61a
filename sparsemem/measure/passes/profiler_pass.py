"""The profiler pass: one more run at a scale, with a profiler in the target's own interpreter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import median

from sparsemem.measure.passes.memray_capture import Wanted, capture_beside, read_capture
from sparsemem.measure.passes.profiler_choice import Profiler, free_disk_bytes
from sparsemem.measure.passes.profiler_figures import (
    heap_end_bytes,
    heap_peak_bytes,
    memray_profile,
    placed_site,
    traced_profile,
)
from sparsemem.measure.passes.worker_heaps import forks_to_record, with_workers
from sparsemem.measure.program.command import Pace
from sparsemem.measure.run.single_run import Finished
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.model import HeapProfile, Pinner, Profile, Run, Site
from sparsemem.model.profile import LEAST_COMPARED_BYTES
from sparsemem.units import MB, format_size

PACE = Pace(share=0.9, most_share=0.9, least_pause_seconds=0.002)
"""All but all the time: the run's own time is not measured, and its highest live heap is to be seen."""
_PATIENCE, _LEAST_PATIENCE_SECONDS = 30, 60
"""Times the wall time without a profiler after which a pass is given up."""
_LEAST_KEPT_BYTES = 4 * MB


@dataclass(frozen=True, slots=True)
class HeapRequest:
    """What is to be profiled, and with what."""

    subject: Subject
    profiler: Profiler
    every_scale: bool = False
    """At each scale that completed; else at the smallest one."""
    flamegraph: bool = False

    def scales(self, runs: Sequence[Run]) -> list[int]:
        """Those at which there is to be a pass."""
        completed = sorted({run.scale for run in runs if run.outcome == "ok"})
        return completed if self.every_scale else completed[:1]

    def tell(self, sentence: str) -> None:
        """Tell the person who waits."""
        self.subject.observer.say(sentence)


@dataclass(slots=True)
class HeapProfiles:
    """What came of the passes."""

    profiles: list[Profile] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    """Of the objects that keep free memory, by their type, at the largest scale that was profiled."""
    flamegraph: str | None = None
    """A page of HTML."""
    interrupted: bool = False

    @property
    def profile(self) -> HeapProfile | None:
        """That of the largest scale, with those of the others in it; None where no pass came to a result."""
        if not self.profiles:
            return None
        *others, last = self.profiles
        parts = {part.name: getattr(last, part.name) for part in fields(Profile)}
        return HeapProfile(**parts, others=tuple(others))

    def located(self, pinners: Iterable[Pinner]) -> tuple[Pinner, ...]:
        """The pinners with the line that allocated most of what they keep."""
        return tuple(replace(pinner, site=self.sites.get(pinner.main_type)) for pinner in pinners)


def profile_heap(
    request: HeapRequest, scale: int, runs: Sequence[Run], setting: Setting, folder: Path
) -> HeapProfiles:
    """Make the pass at a scale that completed; `runs` are those of the sweep. What it costs is told before."""
    there = [run for run in runs if run.scale == scale and run.outcome == "ok"]
    wall, forks = median(run.wall_seconds for run in there), forks_to_record(there)
    needed = request.profiler.disk_bytes(wall, forks)
    if needed > free_disk_bytes():
        request.tell(f"No profiler pass: its record may take {format_size(needed)} of disk, and there is less left.")
        return HeapProfiles()
    request.tell(f"One more run at {scale}x, with {request.profiler.tool}: {request.profiler.cost(wall, forks)}.")
    setting = _profiling(setting, request.profiler, wall, forks)
    finished = take_turn(request.subject, scale, 0, setting, folder)
    return _result(request, finished)


def _profiling(setting: Setting, profiler: Profiler, wall_seconds: float, forks: int) -> Setting:
    """What holds for the pass: it is slower, and may look more often."""
    patience = max(_PATIENCE * wall_seconds, _LEAST_PATIENCE_SECONDS)
    if setting.conditions.for_seconds is not None:
        patience += setting.conditions.for_seconds
    way = profiler.way(wall_seconds)
    conditions = replace(
        setting.conditions, timeout_seconds=patience, pace=PACE if way == "memray" else setting.conditions.pace
    )
    return replace(setting, conditions=conditions, profiler=way, forks=forks)


def _result(request: HeapRequest, finished: Finished) -> HeapProfiles:
    run = finished.run
    if run.outcome == "interrupted":
        return HeapProfiles(interrupted=True)
    if run.outcome != "ok":
        request.tell(
            f"In that run the program did not end as it does by itself: {run.outcome}, status {run.exit_code}."
        )
    if request.profiler.tool == "tracemalloc":
        traced = traced_profile(finished)
        if traced is None:
            request.tell("tracemalloc has no figures: the program stopped it, or did not get to its end.")
            return HeapProfiles()
        return HeapProfiles([with_workers(traced, finished, request.subject.target.python)])
    return _read(request, finished)


def _read(request: HeapRequest, finished: Finished) -> HeapProfiles:
    """What memray recorded, as far as it got."""
    capture = capture_beside(finished.place.mailbox)
    noted = finished.noted
    if noted is not None and noted.captured != "whole":
        request.tell(f"memray could not record that run: {noted.captured}.")
        return HeapProfiles()
    page = capture.with_suffix(".html") if request.flamegraph else None
    python = request.subject.target.python
    recorded = read_capture(python, capture, _wanted(finished, page))
    if isinstance(recorded, str):
        request.tell(f"What memray recorded cannot be read: {recorded}.")
        return HeapProfiles()
    sites = {kind: placed_site(site, finished.place.cwd) for kind, site in recorded.sites.items()}
    text = page.read_text(encoding="utf-8") if page is not None else None
    profile = with_workers(memray_profile(finished, recorded), finished, python)
    return HeapProfiles([profile], sites, text)


def _wanted(finished: Finished, page: Path | None) -> Wanted:
    """What is worth the time to read it.

    The heap at the end is known exactly and is enough to hold the two against each other where it is large; where it
    is not, the highest that was seen has to do. Sites are for memory that is worth a finding.
    """
    noted = finished.noted
    end, peak = heap_end_bytes(finished.run) or 0, heap_peak_bytes(finished) or 0
    if noted is None:
        return Wanted(flamegraph=page)
    kept = sum(float(one.kept_bytes.sum()) for one in noted.pinning)
    pinning = noted.pinning if kept >= _LEAST_KEPT_BYTES else ()
    is_needed = noted.high is not None and end <= LEAST_COMPARED_BYTES < peak
    marks = noted.high.marks if noted.high and is_needed else None
    return Wanted(bool(pinning) or max(end, peak) > LEAST_COMPARED_BYTES, pinning, marks, page)
