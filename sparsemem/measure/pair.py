"""Two programs over the same sweep, their runs interleaved so that the drift of the machine hits both."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from sparsemem.errors import SparsememError
from sparsemem.measure.elsewhere import need_linux
from sparsemem.measure.outputs import Kept, differences
from sparsemem.measure.program import Conditions
from sparsemem.measure.run import Finished
from sparsemem.measure.stdin import StandardInput
from sparsemem.measure.sweep import Measured, run_folder, turns
from sparsemem.measure.tree import adopt_orphans
from sparsemem.measure.turn import Setting, Subject, take_turn
from sparsemem.model import Difference, Plan, Run

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


def measure_pair(
    subjects: tuple[Subject, Subject], plan: Plan, conditions: Conditions, same_files: tuple[str, ...] = ()
) -> MeasuredPair:
    """Run both at each scale of the plan and hold what they put out against each other.

    Which of the two goes first changes with each repeat. `same_files` are relative to the working directory.
    """
    need_linux()
    adopt_orphans()
    pair = MeasuredPair(Measured(subjects[0].target, plan), Measured(subjects[1].target, plan))
    for subject in subjects:
        subject.observer.planned(replace(plan, knob=subject.scaling.kind, detail=subject.scaling.detail))
    try:
        with StandardInput() as stdin:
            setting = Setting(conditions, stdin, HASH_SEED)
            for scale, repeat in turns(plan, pair.runs):
                _run_both(subjects, (scale, repeat), setting, same_files, pair)
    except SparsememError as problem:
        pair.problem = problem
    except KeyboardInterrupt:
        pair.interrupted = True
    return pair


def _run_both(
    subjects: tuple[Subject, Subject],
    turn: tuple[int, int],
    setting: Setting,
    same_files: tuple[str, ...],
    pair: MeasuredPair,
) -> None:
    """One run of each, and the differences of their outputs; not of those of an interrupted run."""
    with ExitStack() as stack:
        kept: dict[int, Kept] = {}
        for place in (0, 1) if turn[1] % 2 == 0 else (1, 0):
            folder = stack.enter_context(run_folder())
            earlier = {name: _stamp(Path.cwd() / name) for name in same_files}
            finished = take_turn(subjects[place], *turn, setting, folder)
            pair.add(place, finished)
            if pair.interrupted:
                return
            kept[place] = Kept(finished, _copies(finished, folder, earlier))
        pair.hold(kept[0], kept[1])


def _copies(finished: Finished, folder: Path, earlier: dict[str, tuple[int, int] | None]) -> dict[str, Path]:
    """Copies of the files that a run wrote, before the next one writes them anew.

    `earlier` says what they were before it: a file that the other program left behind is not this one's.
    """
    copies = {}
    for number, (name, stamp) in enumerate(earlier.items()):
        copies[name] = folder / f"same-{number}"
        written = finished.place.cwd / name
        if _stamp(written) not in (None, stamp):
            shutil.copyfile(written, copies[name])
    return copies


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written: its time, in nanoseconds, and its size; None where there is no file."""
    if not path.is_file():
        return None
    found = path.stat()
    return found.st_mtime_ns, found.st_size
