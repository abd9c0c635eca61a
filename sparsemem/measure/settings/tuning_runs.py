"""The largest scale under one setting after the other, interleaved so that the drift of the machine hits all."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.errors import SparsememError
from sparsemem.measure.machine.platforms import need_linux
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.program_text import is_one_file
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.process_tree import adopt_orphans
from sparsemem.measure.run.run_place import run_folder
from sparsemem.measure.run.turn import Setting, Subject, take_turn
from sparsemem.measure.settings.can_start import environment_of, why_not
from sparsemem.measure.settings.survivor_scaling import with_survivors
from sparsemem.measure.settings.trials import Trials, Tried
from sparsemem.measure.settings.tuning import Facts, Tuning
from sparsemem.measure.sweep.output_differences import first_difference
from sparsemem.measure.sweep.paired_sweep import HASH_SEED
from sparsemem.units import format_seconds


def measure_tunings(
    subject: Subject, tunings: Sequence[Tuning], turns: tuple[int, int], conditions: Conditions
) -> Trials:
    """Run the program at one scale under each tuning, each repeat after the other; `turns` are scale and repeats.

    The first tuning is the program as it is; where that does not end well, no other is tried.
    """
    need_linux()
    adopt_orphans()
    trials = Trials(*turns, [Tried(tuning) for tuning in tunings])
    try:
        with StandardInput() as stdin, run_folder() as kept:
            _Making(subject, trials, Setting(conditions, stdin, HASH_SEED), kept).make()
    except SparsememError as problem:
        trials.problem = problem
    except KeyboardInterrupt:
        trials.interrupted = True
    return trials


@dataclass(slots=True)
class _Making:
    """The work of it; `kept` is a folder for what the program put out the first time."""

    subject: Subject
    trials: Trials
    setting: Setting
    kept: Path
    made: int = 0
    of: int = 1

    def make(self) -> None:
        trials = self.trials
        finished = self._run(trials.as_is, 0)
        if finished.run.outcome != "ok":
            return
        self._rule_out(finished)
        for repeat in range(trials.repeats):
            order = trials.tried if repeat % 2 == 0 else trials.tried[::-1]
            for tried in order:
                if tried.reason is None and not (repeat == 0 and tried is trials.as_is):
                    self._run(tried, repeat)
        if trials.repeats == 1:
            # The same program once more at the end tells what of all this is drift and chance.
            self._run(trials.as_is, 1)

    def _rule_out(self, finished: Finished) -> None:
        """Settings that cannot be tried with this program, on this machine; say what is left."""
        facts = Facts(finished.about, finished.run, finished.told("end", "pools"))
        target = self.subject.target
        for tried in self.trials.tried[1:]:
            tried.refuse(why_not(tried.tuning, facts, target.python))
            if tried.tuning.survivors and not is_one_file(target):
                tried.refuse("a module, an archive or a folder is no file that another can load; name a script")
        able = sum(tried.is_available for tried in self.trials.tried)
        self.of = able * self.trials.repeats + (self.trials.repeats == 1)
        left = format_seconds((self.of - 1) * finished.run.wall_seconds)
        self.subject.observer.say(
            f"{able} settings can be tried, {len(self.trials.tried) - able} cannot: {self.of} runs, {left} or so."
        )

    def _run(self, tried: Tried, repeat: int) -> Finished:
        self.made += 1
        name = f"{self.made}/{self.of} " if self.of > 1 else ""
        subject = self.subject.named(f"{name}{tried.tuning.name}, ")
        if tried.tuning.survivors:
            subject = replace(subject, scaling=with_survivors(subject.scaling, subject.target, tried.tuning))
        environment = {**self.setting.environment, **environment_of(tried.tuning)}
        setting = replace(self.setting, environment=environment, instrumentation=tried.tuning.done)
        with run_folder() as folder:
            finished = take_turn(subject, self.trials.scale, repeat, setting, folder)
            if finished.run.outcome == "interrupted":
                raise KeyboardInterrupt
            tried.runs.append(finished.run)
            self._hold(tried, finished)
        return finished

    def _hold(self, tried: Tried, finished: Finished) -> None:
        """What a run put out, against the first of the program as it is."""
        tried.reason = _wrong(tried.tuning, finished)
        first = self.kept / "stdout"
        if not first.exists():
            shutil.copyfile(finished.place.stdout, first)
            return
        place = first_difference(first, finished.place.stdout)
        if tried is self.trials.as_is:
            self.trials.is_steady = place is None and self.trials.is_steady is not False
        elif finished.run.outcome == "ok":
            tried.differs = tried.differs or place


def _wrong(tuning: Tuning, finished: Finished) -> str | None:
    """What went wrong under a setting; None where it did what it is for."""
    run = finished.run
    if run.outcome == "ok":
        taken = finished.about.get("malloc", "")
        if tuning.stand_in and taken != tuning.stand_in:
            return f"it was preloaded and did not take malloc's place in {finished.about.get('executable', 'it')}"
        return None
    if run.outcome != "failed":
        return {"timeout": "it ran into --timeout", "max_rss": "it went over --max-rss"}[run.outcome]
    last = ""
    with suppress(OSError):
        lines = finished.place.stderr.read_text(errors="replace").strip().splitlines()
        last = f": {lines[-1]}" if lines else ""
    return f"the program ended with {_status(run.exit_code)}{last}"


def _status(code: int | None) -> str:
    return "no exit status" if code is None else f"signal {-code}" if code < 0 else f"status {code}"
