"""All runs of a scan: every scale, every repeat, each a fresh process in a fresh folder; then the passes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sparsemem.errors import SparsememError
from sparsemem.measure.machine.environment_facts import read_environment
from sparsemem.measure.machine.platforms import need_linux
from sparsemem.measure.passes.pass_protocol import Evidence, Pass
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.instrumentation import NOTHING, Instrumentation
from sparsemem.measure.program.own_modules import modules_of, with_own, workers_with_own
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.process_tree import adopt_orphans
from sparsemem.measure.run.run_place import run_folder
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.measure.sweep.sweep_order import largest_left, turns
from sparsemem.model import Plan, Run, Sweep, Target


@dataclass(slots=True)
class Measured:
    """What came of a sweep; `problem` is what kept it from going on, where that was not the program itself."""

    target: Target
    plan: Plan
    runs: list[Run] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)
    """What was found out beside the runs."""
    problem: SparsememError | None = None
    interrupted: bool = False
    """Whether Ctrl-C ended it."""

    def add(self, finished: Finished) -> None:
        """Note a run."""
        own = modules_of(self.target)
        self.runs.append(workers_with_own(finished.run, own))
        self.about = self.about or finished.about
        self.interrupted = self.interrupted or finished.run.outcome == "interrupted"
        if finished.owners is not None and (finished.run.is_whole or len(self.runs) == 1):
            found = finished.owners
            pinners = with_own(found.pinners, own)
            self.evidence = replace(
                self.evidence, pinners=pinners, heap_map=found.heap_map, heap=found.heap, way=found.way
            )

    @property
    def ran(self) -> bool:
        """Whether the program came to its own end the first time, and nobody has interrupted it since."""
        return bool(self.runs) and self.runs[0].is_whole and not self.interrupted

    def sweep(self) -> Sweep:
        """The record of it."""
        environment = read_environment(self.about)
        return Sweep(self.target, environment, self.plan, tuple(self.runs), self.evidence.control)


def measure_sweep(
    subject: Subject,
    plan: Plan,
    conditions: Conditions,
    passes: Sequence[Pass] = (),
    keep: Callable[[Measured], None] = lambda measured: None,
) -> Measured:
    """Run the program at each scale of the plan, each repeat after the other, until it is done or cannot go on.

    A run that fails ends the sweep if it is the first, and otherwise only its own scale: what was measured stays.
    `keep` is given what there is after each run.
    """
    need_linux()
    adopt_orphans()
    measured = Measured(subject.target, plan)
    subject.observer.planned(plan)
    try:
        with StandardInput() as stdin:
            setting = Setting(conditions, stdin, environment={})
            _make_runs(subject, measured, setting, keep)
            _make_passes(passes, measured, setting)
    except SparsememError as problem:
        measured.problem = problem
    except KeyboardInterrupt:
        # Between two runs, while one was being prepared, or in a pass: what was measured stays.
        measured.interrupted = True
    return measured


def _make_runs(subject: Subject, measured: Measured, setting: Setting, keep: Callable[[Measured], None]) -> None:
    for scale, repeat in turns(measured.plan, measured.runs):
        setting = replace(setting, instrumentation=_instrumentation(scale, measured, setting.conditions))
        with run_folder() as folder:
            measured.add(take_turn(subject, scale, repeat, setting, folder))
        keep(measured)


def _instrumentation(scale: int, measured: Measured, conditions: Conditions) -> Instrumentation:
    """Who holds the heap is found out once, at the largest scale that there is still hope for."""
    is_wanted = conditions.reads_owners and measured.evidence.pinners is None
    if is_wanted and scale == largest_left(measured.plan, measured.runs):
        return Instrumentation(reads_owners=True, owners_at_bound=not measured.runs)
    return Instrumentation(owners_at_bound=True) if is_wanted and not measured.runs else NOTHING


def _make_passes(passes: Sequence[Pass], measured: Measured, setting: Setting) -> None:
    """Those that are wanted, if the program runs as it should."""
    measured.evidence = replace(measured.evidence, runs=tuple(measured.runs))
    for one in passes if measured.ran else ():
        for evidence in one.make(measured.evidence, setting):
            measured.evidence = evidence
