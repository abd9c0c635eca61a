"""What a pass is: runs beside the sweep, made for one question that the runs of the sweep cannot answer.

A new pass is a file of its own with a function that makes it from the options, and that function's line in
`every_pass.py`. What it does to the program is a field of `Instrumentation`; what it found is a field of `Evidence`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.run_place import run_folder
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.model import Heap, HeapMap, HeapProfile, HeapStep, Pinner, Profile, Returned, Run, Site


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a scan has found out so far; None, or nothing in it, for a question that was not asked."""

    runs: tuple[Run, ...] = ()
    """Of the sweep."""
    pinners: tuple[Pinner, ...] | None = None
    """Who keeps the free memory at the end of the largest scale that completed."""
    heap_map: HeapMap | None = None
    """That of the same run."""
    heap: Heap | None = None
    """Who holds what at the end of the same run."""
    way: tuple[HeapStep, ...] | None = None
    """From the root to the object that was asked for, likewise; None where nobody asked."""
    control: Run | None = None
    """The largest scale once more, without transparent huge pages."""
    profiles: tuple[Profile, ...] = ()
    """Under a profiler, by ascending scale."""
    sites: Mapping[str, Site] = field(default_factory=dict)
    """Where the objects that keep free memory were allocated, by their type."""
    flamegraph: str | None = None
    """A page of HTML."""
    sizes: tuple[Returned, ...] | None = None
    """What the program's functions returned."""
    cleared: tuple[str, Run] | None = None
    """An owner, and a run in which it was cleared at the end."""

    def completed(self) -> list[Run]:
        """The runs that came to their own end and were seen there."""
        return [run for run in self.runs if run.is_whole and run.moments.end is not None]

    @property
    def profile(self) -> HeapProfile | None:
        """That of the largest scale, with those of the others in it; None where no pass came to a result."""
        if not self.profiles:
            return None
        *others, last = self.profiles
        parts = {part.name: getattr(last, part.name) for part in fields(Profile)}
        return HeapProfile(**parts, others=tuple(others))

    def located(self) -> tuple[Pinner, ...]:
        """The pinners with the line that allocated most of what they keep."""
        return tuple(replace(pinner, site=self.sites.get(pinner.main_type)) for pinner in self.pinners or ())


class Pass(Protocol):
    """Runs beside the sweep."""

    def announcement(self) -> Sequence[str]:
        """What is said of it before the first run of the sweep, a sentence each."""

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """Make it, where what is known leaves a point in it: after each run the evidence with what that run added.

        Raises SparsememError where it cannot be made, KeyboardInterrupt where somebody ended it.
        """


@dataclass(frozen=True, slots=True)
class PassRequest:
    """What the person asked for."""

    options: Mapping[str, Any]
    """Of the command line, by name: `prove`, `sizes`."""
    subject: Subject
    is_worth: Callable[[int, int], bool]
    """Whether so many bytes, of so many anonymous ones, are worth a finding, and so a run."""
    is_loud: Callable[[int, int], bool] | None = None
    """Whether they are worth a warning, and so a run that takes long; where nobody says, what is worth a finding."""
    with_memos: Callable[[Heap], Heap] = lambda heap: heap
    """Adds to the caches of a heap those that only the source of the program tells: dicts of results."""


@contextmanager
def pass_run(subject: Subject, scale: int, setting: Setting, done: Instrumentation) -> Iterator[Finished]:
    """One run of a pass, whose files are there meanwhile. Raises KeyboardInterrupt where it was interrupted."""
    with run_folder() as folder:
        finished = take_turn(subject, scale, 0, replace(setting, instrumentation=done), folder)
        if finished.run.outcome == "interrupted":
            raise KeyboardInterrupt
        yield finished
