"""Two programs over the same sweep, their runs interleaved so that the drift of the machine hits both."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sparsemem.errors import SparsememError
from sparsemem.measure.machine.platforms import need_linux
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.process_tree import adopt_orphans
from sparsemem.measure.run.run_place import run_folder
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.measure.sweep.output_differences import Kept, differences
from sparsemem.measure.sweep.sweep_order import turns
from sparsemem.measure.sweep.sweep_runs import Measured
from sparsemem.model import Difference, Plan, Run

STDOUT = "standard output"
HASH_SEED = {"PYTHONHASHSEED": "0"}
"""The order of sets goes with it: two programs that print one must see the same."""


_CUT_OFF = ("timeout", "max_rss", "interrupted")
"""Outcomes of runs that we ended: what such a run would have put out is not known."""


@dataclass(slots=True)
class MeasuredPair:
    """What came of both."""

    before: Measured
    after: Measured
    runs: list[Run] = field(default_factory=list)
    """Of both, in the order in which they were made."""
    differences: list[Difference] | None = None
    """One for each scale and each thing that was put out; None where no two runs could be compared."""
    problem: SparsememError | None = None
    interrupted: bool = False
    """Whether Ctrl-C ended it."""

    def add(self, place: int, finished: Finished) -> None:
        """Note a run of the first program or of the second."""
        (self.before, self.after)[place].add(finished)
        self.runs.append(finished.run)
        self.interrupted = self.interrupted or finished.run.outcome == "interrupted"

    def hold(self, before: Kept, after: Kept) -> None:
        """Note in what two runs differ: what repeats of them differed in is not told again."""
        if any(kept.finished.run.outcome in _CUT_OFF for kept in (before, after)):
            return
        told = self.differences or []
        known = {(one.scale, one.what) for one in told}
        self.differences = told + [one for one in differences(before, after) if (one.scale, one.what) not in known]


class Side(Protocol):
    """One of the two programs that are compared."""

    @property
    def subject(self) -> Subject:
        """What is run."""

    def take(self, scale: int, repeat: int, setting: Setting, folder: Path) -> Kept:
        """Run it once, and keep what it put out before the next run writes it anew."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program in the working directory, and the files that it writes to compare, relative to that."""

    subject: Subject
    same_files: tuple[str, ...] = ()

    def take(self, scale: int, repeat: int, setting: Setting, folder: Path) -> Kept:
        """Run it once; its files are copied."""
        earlier = {name: stamp(Path.cwd() / name) for name in self.same_files}
        finished = take_turn(self.subject, scale, repeat, setting, folder)
        return Kept(finished, {STDOUT: finished.place.stdout} | _copies(finished, folder, earlier))


def measure_pair(sides: tuple[Side, Side], plan: Plan, conditions: Conditions) -> MeasuredPair:
    """Run both at each scale of the plan and hold what they put out against each other.

    Which of the two goes first changes with each repeat.
    """
    need_linux()
    adopt_orphans()
    pair = MeasuredPair(Measured(sides[0].subject.target, plan), Measured(sides[1].subject.target, plan))
    for side in sides:
        scaling = side.subject.scaling
        side.subject.observer.planned(replace(plan, knob=scaling.kind, detail=scaling.detail))
    try:
        with StandardInput() as stdin:
            setting = Setting(conditions, stdin, HASH_SEED)
            for scale, repeat in turns(plan, pair.runs):
                _run_both(sides, (scale, repeat), setting, pair)
    except SparsememError as problem:
        pair.problem = problem
    except KeyboardInterrupt:
        pair.interrupted = True
    return pair


def _run_both(sides: tuple[Side, Side], turn: tuple[int, int], setting: Setting, pair: MeasuredPair) -> None:
    """One run of each, and the differences of their outputs; not of those of an interrupted run."""
    with ExitStack() as stack:
        kept: dict[int, Kept] = {}
        for place in (0, 1) if turn[1] % 2 == 0 else (1, 0):
            kept[place] = sides[place].take(*turn, setting, stack.enter_context(run_folder()))
            pair.add(place, kept[place].finished)
            if pair.interrupted:
                return
        pair.hold(kept[0], kept[1])


def _copies(finished: Finished, folder: Path, earlier: dict[str, tuple[int, int] | None]) -> dict[str, Path]:
    """Copies of the files that a run wrote.

    `earlier` says what they were before it: a file that the other program left behind is not this one's.
    """
    copies = {}
    for number, (name, before) in enumerate(earlier.items()):
        copies[name] = folder / f"same-{number}"
        written = finished.place.cwd / name
        if stamp(written) not in (None, before):
            shutil.copyfile(written, copies[name])
    return copies


def stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written: its time, in nanoseconds, and its size; None where there is no file."""
    if not path.is_file():
        return None
    found = path.stat()
    return found.st_mtime_ns, found.st_size
