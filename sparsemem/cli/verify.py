"""`rewrite --verify COMMAND`: the command is run before and after, and what makes a difference is taken back."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.options import DEFAULT_SCALES
from sparsemem.cli.output import notices
from sparsemem.cli.progress import UnplannedProgress
from sparsemem.cli.request import diagnosed, exit_status
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.errors import UsageError
from sparsemem.measure.knobs.knob_choice import Named, choose_scaling
from sparsemem.measure.knobs.scaling import Scaling
from sparsemem.measure.machine.memory_limits import default_guard
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.program_text import read_program
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.paired_sweep import MeasuredPair
from sparsemem.measure.verify.candidate import Proposal
from sparsemem.measure.verify.verification_runs import TEST_ARGUMENTS, verify
from sparsemem.measure.verify.verified import Verified
from sparsemem.measure.verify.verify_command import Work, parse_work
from sparsemem.model import Change, Comparison, Plan, Use, Verification


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a rewrite after it was verified."""

    skip: tuple[Change, ...]
    """The changes that were taken back."""
    verification: Verification
    exit_status: int

    def told(self, change: Change) -> Change:
        """The change with what is known of it now: None where it never ran."""
        use = next((use for use in self.verification.uses if _is_of(use, change)), None)
        if use is None:
            return change
        return replace(change, verified=False if use.rolled_back else True if use.runs else None)


def verify_rewrite(options: argparse.Namespace, proposal: Proposal) -> Outcome:
    """Run the command of `--verify` on both versions. Raises SparsememError where that says nothing."""
    work = parse_work(options.verify, options.python)
    if work.is_tests:
        work = replace(work, target=replace(work.target, argv=(*work.target.argv, *TEST_ARGUMENTS)))
    scaling = _scaling(options, work)
    scales = (1,) if scaling.kind == "none" else options.scales or DEFAULT_SCALES
    plan = Plan(scaling.kind, scaling.detail, scales, options.repeats or 1)
    conditions = Conditions(max_rss_bytes=options.max_rss or default_guard(), timeout_seconds=options.timeout)
    subject = Subject(work.target, scaling, UnplannedProgress(notices(), False, "Verifying, "))
    with Interruptible():
        found = verify(proposal, subject, plan, conditions, work.is_tests)
    if found.pair is not None and found.pair.problem is not None:
        raise found.pair.problem
    status = 0 if found.pair is None else exit_status(found.pair, False)
    return Outcome(tuple(found.skip), _record(options.verify, found), 0 if work.is_tests else status)


def _scaling(options: argparse.Namespace, work: Work) -> Scaling:
    return choose_scaling(work.target, read_program(work.target), Named(), (options.scales or DEFAULT_SCALES)[-1])


def _record(command: str, found: Verified) -> Verification:
    comparison = None if found.pair is None else _comparison(found.pair)
    return Verification(command, comparison, tuple(found.uses.values()))


def _comparison(pair: MeasuredPair) -> Comparison:
    differences = None if pair.differences is None else tuple(pair.differences)
    return compare(diagnosed(pair.before), diagnosed(pair.after), differences)


def _is_of(use: Use, change: Change) -> bool:
    names = "path", "line", "function", "transform"
    return all(getattr(use, name) == getattr(change, name) for name in names)


def check_inside(names: Iterable[str]) -> None:
    """Raises UsageError for a file that is not under the working directory, whose copies are what is run."""
    for name in names:
        if not Path(name).resolve().is_relative_to(Path.cwd().resolve()):
            raise UsageError(f"{name} is not under the working directory; verify from the project's own")
