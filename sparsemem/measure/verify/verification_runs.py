"""Verifying a rewrite: does every version of the project put out the same, and did what was rewritten run at all?"""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from sparsemem.errors import InputError
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.standard_input import StandardInput
from sparsemem.measure.run.process_tree import adopt_orphans
from sparsemem.measure.run.run_place import run_folder
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.measure.sweep.output_differences import Kept, differences
from sparsemem.measure.sweep.paired_sweep import HASH_SEED, MeasuredPair, measure_pair
from sparsemem.measure.sweep.sweep_runs import Measured
from sparsemem.measure.verify.candidate import Proposal
from sparsemem.measure.verify.counted_files import counted_files, use_of
from sparsemem.measure.verify.project_copies import Files, Trees
from sparsemem.measure.verify.project_version import Version
from sparsemem.measure.verify.pytest_outcomes import OPTIONS
from sparsemem.measure.verify.rollback import culprits_with_reasons
from sparsemem.measure.verify.run_counts import Counts, read_counts
from sparsemem.measure.verify.verified import Verified
from sparsemem.model import Change, Difference, Plan, Run
from sparsemem.units import format_size

NEVER_RAN = "it never ran"
TEST_ARGUMENTS = OPTIONS
_UNPROVEN = ("T2", "T3")
SECOND_CALL = "second_call"
SLOWER = 1.5
"""What a program may take, as a multiple of what it took, when its producers run again."""
LATE, LATE_SECONDS = 10, 10.0
"""What a program may take while it is counted: so many times what it took, and so many seconds."""
JITTER_SECONDS = 0.3
"""By which two runs of one program differ on a busy machine."""
LARGER, JITTER_BYTES = 1.02, 1 << 20
"""What its peak may be, as a multiple of what it was; and what two runs of one program differ by."""


@dataclass(slots=True)
class Verification:
    """The runs of one verification: `subject` is the command, in a copy of the working directory each time."""

    proposal: Proposal
    subject: Subject
    plan: Plan
    conditions: Conditions
    is_tests: bool
    trees: Trees
    result: Verified = field(default_factory=Verified)

    def run(self) -> Verified:
        """Raises InputError where the command says something else each time, or fails without any change."""
        adopt_orphans()
        with StandardInput() as stdin:
            setting = Setting(self.conditions, stdin, HASH_SEED)
            seconds = self._check_repeatable(setting)
            setting = replace(setting, conditions=_with_bound(self.conditions, seconds))
            self._count(setting)
            while changes := self.proposal.changes(self.result.skip):
                self.result.pair = self._compare()
                found = self.result.pair.differences or _grown(self.result.pair)
                if self.result.pair.problem or self.result.pair.interrupted:
                    break
                if found:
                    self._roll_back(changes, found[0].scale, setting)
                elif not self._take_back_slow(changes):
                    break
            else:
                self.result.pair = None
        return self.result

    def _version(self, files: Files) -> Version:
        return Version(self.subject, self.trees, files, self.is_tests)

    def _compare(self) -> MeasuredPair:
        sides = self._version({}), self._version(self.proposal.files(self.result.skip))
        return measure_pair(sides, self.plan, self.conditions)

    def _check_repeatable(self, setting: Setting) -> float:
        """Before anything is said of a rewrite: the command as it is, twice; the seconds that it takes."""
        with ExitStack() as stack:
            first, second = (
                self._version({}).take(self.plan.scales[0], 0, setting, stack.enter_context(run_folder()))
                for _ in range(2)
            )
            _check_outcome(first, self.is_tests)
            found = differences(first, second)
        if found:
            raise InputError(
                f"the command of --verify puts out something else each time ({found[0].what}, "
                f"{found[0].first_difference}), so nothing can be verified by it; name one that repeats itself"
            )
        return max(kept.finished.run.wall_seconds for kept in (first, second))

    def _count(self, setting: Setting) -> None:
        """A run with everything changed and counted; what is not proven and never ran is taken back.

        So is what never ends: an iterator that holds a lock, or a loop that its consumer feeds.
        """
        self.result.uses = {change: use_of(change, {}) for change in self.proposal.changes()}
        counts: Counts | None = None
        while (changes := self.proposal.changes(self.result.skip)) and counts is None:
            counts = self._counts(setting)
            if counts is None:
                self._roll_back(changes, self.plan.scales[0], setting)
        for change in changes:
            self.result.uses[change] = use_of(change, counts or {})
            if change.tier in _UNPROVEN and not self.result.uses[change].runs:
                self.result.take_back(change, NEVER_RAN)

    def _counts(self, setting: Setting) -> Counts | None:
        """None where the run was not done in time."""
        with run_folder() as folder:
            counts = folder / "counts"
            counts.mkdir()
            files = counted_files(self.proposal, counts, self.result.skip)
            kept = self._version(files).take(self.plan.scales[0], 0, setting, folder)
            return None if _is_late(kept) else read_counts(counts)

    def _take_back_slow(self, changes: list[Change]) -> bool:
        """Whether what calls a producer again was taken back, because the program takes that much longer."""
        assert self.result.pair is not None
        repeated = [change for change in changes if change.transform == SECOND_CALL]
        before, after = _seconds(self.result.pair.before), _seconds(self.result.pair.after)
        if not repeated or after <= SLOWER * before + JITTER_SECONDS:
            return False
        for change in repeated:
            self.result.take_back(change, f"the program takes {after:.1f} s instead of {before:.1f} s")
        return True

    def _roll_back(self, changes: list[Change], scale: int, setting: Setting) -> None:
        """Take back what makes the outputs differ at this scale."""
        with run_folder() as folder:
            before = self._version({}).take(scale, 0, setting, folder)

            def differs(some: Sequence[Change]) -> list[Difference]:
                skip = [*self.result.skip, *(change for change in changes if change not in some)]
                with run_folder() as place:
                    after = self._version(self.proposal.files(skip)).take(scale, 0, setting, place)
                    late = Difference(scale, "the time that it takes", "it was not done, and was stopped")
                    found = differences(before, after) or _larger(before.finished.run, after.finished.run)
                    return [late] if _is_late(after) else found

            # Of those that fail only together the ones that save most are to stay.
            ordered = sorted(changes, key=lambda change: -(self.result.uses[change].saved_bytes or 0))
            for change, reason in culprits_with_reasons(ordered, scale, differs):
                self.result.take_back(change, reason)


def verify(proposal: Proposal, subject: Subject, plan: Plan, conditions: Conditions, is_tests: bool) -> Verified:
    """Run the command before and after, at each scale of the plan, and take back what makes a difference."""
    with tempfile.TemporaryDirectory(prefix="sparsemem-", ignore_cleanup_errors=True) as base:
        trees = Trees(Path.cwd(), Path(base) / "tree")
        return Verification(proposal, subject, plan, conditions, is_tests, trees).run()


def _is_late(kept: Kept) -> bool:
    return kept.finished.run.outcome == "timeout"


def _with_bound(conditions: Conditions, seconds: float) -> Conditions:
    """With an end for what never ends, where the program takes so many seconds and none was asked for."""
    return replace(conditions, timeout_seconds=conditions.timeout_seconds or LATE * seconds + LATE_SECONDS)


def _seconds(side: Measured) -> float:
    """What all runs of one side took."""
    return sum(run.wall_seconds for run in side.runs)


def _larger(before: Run, after: Run) -> list[Difference]:
    """What is told of a peak of the process that is higher, of two runs at one scale."""
    old, new = before.peak_rss_bytes, after.peak_rss_bytes
    if old is None or new is None or new <= LARGER * old + JITTER_BYTES:
        return []
    return [Difference(before.scale, "the peak", f"{format_size(new)} instead of {format_size(old)}")]


def _grown(pair: MeasuredPair) -> list[Difference]:
    """The same of all runs."""
    both = product(pair.before.runs, pair.after.runs)
    return [found for one, other in both if one.scale == other.scale for found in _larger(one, other)]


def _check_outcome(kept: Kept, is_tests: bool) -> None:
    """Raises InputError where the project fails by itself, or where pytest had no tests to run."""
    run = kept.finished.run
    if is_tests and run.exit_code not in (0, 1):
        raise InputError(f"pytest ended with status {run.exit_code} before anything was changed: see what it prints")
    if not is_tests and run.outcome != "ok":
        raise InputError(
            f"the command of --verify fails before anything is changed ({run.outcome}, exit status {run.exit_code}); "
            "name one that works"
        )
