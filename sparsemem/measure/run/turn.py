"""One turn of a sweep: the program at one scale, from its preparation to what its observer is told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Conditions, Turn
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.single_run import Finished, measure_run
from sparsemem.model import Plan, Target


class Observer(Protocol):
    """What is told of a sweep while it goes on."""

    def planned(self, plan: Plan) -> None:
        """Before the first run."""

    def say(self, sentence: str) -> None:
        """What the person who waits has to know."""

    def started(self, scale: int, repeat: int) -> None:
        """Before a run."""

    def running(self, rss_bytes: int) -> None:
        """While it runs; the RSS of its root process."""

    def finished(self, finished: Finished) -> None:
        """After a run, while its output still lies in its place."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A program under measurement: how a scale reaches it, and who is told of its runs."""

    target: Target
    scaling: Scaling
    observer: Observer


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs of a sweep share."""

    conditions: Conditions
    stdin: StandardInput
    environment: Mapping[str, str]
    """Variables that are set for every run."""
    profiles_sizes: bool = False
    profiler: str | None = None
    forks: int = 0
    has_huge_pages: bool = True
    clears: str = ""
    """What is cleared before the last moments: such a run is none of the sweep, and nobody asks it who pins."""


def take_turn(subject: Subject, scale: int, repeat: int, setting: Setting, folder: Path) -> Finished:
    """Run the subject once, with `folder` for files of our own. Raises SparsememError where it cannot be run so."""
    subject.observer.started(scale, repeat)
    command = subject.scaling.command(scale, folder)
    command = replace(command, environment=dict(setting.environment) | dict(command.environment))
    is_plain = not setting.profiles_sizes and setting.profiler is None and setting.has_huge_pages
    turn = Turn(
        scale,
        repeat,
        command,
        names_pinners=repeat == 0 and is_plain and not setting.clears,
        profiles_sizes=setting.profiles_sizes,
        profiler=setting.profiler,
        forks=setting.forks,
        has_huge_pages=setting.has_huge_pages,
        clears=setting.clears,
    )
    with setting.stdin.opened() as source:
        finished = measure_run(subject.target, turn, setting.conditions, folder, source, subject.observer.running)
    subject.observer.finished(finished)
    subject.scaling.check(finished)
    return finished
