"""One turn of a sweep: the program at one scale, from its preparation to what its observer is told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, Self

from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.program.command import Turn
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import NOTHING, Instrumentation
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.observer import RunObserver
from sparsemem.measure.run.single_run import measure_run
from sparsemem.model import Plan, Target


class Observer(RunObserver, Protocol):
    """What is told of a sweep while it goes on."""

    def named(self, name: str) -> Self:
        """The same for runs that are none of the sweep, and are called by this name."""

    def planned(self, plan: Plan) -> None:
        """Before the first run."""

    def say(self, sentence: str) -> None:
        """What the person who waits has to know."""

    def started(self, scale: int, repeat: int) -> None:
        """Before a run."""

    def finished(self, finished: Finished) -> None:
        """After a run, while its output still lies in its place."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A program under measurement: how a scale reaches it, and who is told of its runs."""

    target: Target
    scaling: Scaling
    observer: Observer

    def named(self, name: str) -> "Subject":
        """The same program for runs that are none of the sweep."""
        return replace(self, observer=self.observer.named(name))


@dataclass(frozen=True, slots=True)
class Setting:
    """What all runs of a sweep share."""

    conditions: Conditions
    stdin: StandardInput
    environment: Mapping[str, str]
    """Variables that are set for every run."""
    instrumentation: Instrumentation = NOTHING
    """What is done to them."""


def take_turn(subject: Subject, scale: int, repeat: int, setting: Setting, folder: Path) -> Finished:
    """Run the subject once, with `folder` for files of our own. Raises SparsememError where it cannot be run so."""
    subject.observer.started(scale, repeat)
    command = subject.scaling.command(scale, folder)
    command = replace(command, environment=dict(setting.environment) | dict(command.environment))
    turn = Turn(scale, repeat, command, setting.instrumentation)
    with setting.stdin.opened() as source:
        finished = measure_run(subject.target, turn, setting.conditions, folder, source, subject.observer)
    subject.observer.finished(finished)
    subject.scaling.check(finished.has_fresh_workers)
    return finished
