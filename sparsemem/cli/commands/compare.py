"""`compare`: two programs, or two saved scans: is the output the same, and what is saved?

Of two looks that `attach --json` saved, at any two times or hosts: who has grown, by how much and how fast.

With `--baseline`, one program or scan is held against a saved scan and its bounds, as in CI.
"""

import argparse
from dataclasses import replace
from typing import Any

from sparsemem.cli.commands.report import read_record, read_saved
from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.options import add_options
from sparsemem.cli.output import notices, terminal
from sparsemem.cli.progress import Progress
from sparsemem.cli.request import FOUND, conditions_of, diagnosed, exit_status, plan_of, script
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.diagnose.comparing.look_comparison import grown_between, tell_growth
from sparsemem.diagnose.comparing.regression import DEFAULT_WITHIN, regressions, unjudged
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.errors import InputError, UsageError
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.paired_sweep import Program, measure_pair
from sparsemem.measure.sweep.sweep_runs import Measured, measure_sweep
from sparsemem.model import Attachment, Comparison, Report
from sparsemem.report.terminal.comparison_screen import print_comparison
from sparsemem.report.terminal.look_comparison_screen import print_look_comparison


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "compare",
        description=__doc__,
        usage="sparsemem compare [options] BEFORE AFTER [-- ARGS]\n"
        "       sparsemem compare [options] --baseline FILE AFTER [-- ARGS]",
    )
    parser.add_argument("programs", nargs="+", metavar="PROGRAM", help="a script, or a saved scan or look (.json)")
    parser.add_argument(
        "--same", metavar="FILE", action="append", default=[], help="a written file to compare as well"
    )
    add_options(parser, "--scales", "--repeats", "--quick", "--vary", "--input", "--timeout", "--max-rss", "--python")
    add_options(parser, "--setup", "--copy-cwd", "--expect-exit", "--baseline", "--within", "--show-output")
    add_forms(parser, Comparison)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare; the exit status."""
    asked_forms(options, Comparison)
    if options.baseline:
        return _hold_against_baseline(options)
    if options.within is not None:
        raise UsageError("--within is how much more than a baseline is accepted; name one with --baseline FILE")
    names = tuple(options.programs)
    if len(names) != 2:
        raise UsageError("compare takes two: BEFORE and AFTER, both scripts or both saved scans")
    saved = [name.endswith(".json") for name in names]
    if all(saved):
        records = [read_record(name) for name in names]
        if any(isinstance(one, Attachment) for one in records):
            return _compare_looks(options, records, names)
        before, after = (read_saved(name) for name in names)
        _write(options, compare(before, after, None), names)
        return 0
    if any(saved):
        raise InputError("compare takes two scripts or two saved scans, not one of each; scan the script with --json")
    return _run_both(options, names)


def _compare_looks(options: argparse.Namespace, records: list[Any], names: tuple[str, ...]) -> int:
    if not all(isinstance(one, Attachment) and one.looks for one in records):
        raise InputError("compare takes two looks that attach saved, or two saved scans, not one of each")
    before, after = records
    grown = grown_between(before, after)
    asked = asked_forms(options, Attachment)
    write_forms(grown, asked)
    if not is_taken(options, asked):
        print_look_comparison(grown, (names[0], names[1]), tell_growth(before, grown), terminal())
    return 0


def _run_both(options: argparse.Namespace, names: tuple[str, ...]) -> int:
    before, after = (_subject(options, name) for name in names)
    plan = plan_of(options, before.scaling, after.scaling)
    with Interruptible():
        same = tuple(options.same)
        pair = measure_pair((Program(before, same), Program(after, same)), plan, conditions_of(options))
    if pair.problem is not None:
        raise pair.problem
    differences = None if pair.differences is None else tuple(pair.differences)
    _write(options, compare(diagnosed(pair.before), diagnosed(pair.after), differences), names)
    return exit_status(pair, bool(differences))


def _hold_against_baseline(options: argparse.Namespace) -> int:
    """The exit status is 1 where a figure is over its bound, or a loud finding is there that was not."""
    if len(options.programs) != 1:
        raise UsageError("with --baseline, compare takes one program: the script or saved scan to hold against it")
    baseline, name = read_saved(options.baseline), options.programs[0]
    after, measured = (read_saved(name), None) if name.endswith(".json") else _scan_like(baseline, options, name)
    comparison = compare(baseline, after, None)
    if not comparison.scales:
        raise InputError(f"{options.baseline} has no scale in common with {name}; scan both at the same --scales")
    within = DEFAULT_WITHIN if options.within is None else options.within
    comparison = replace(comparison, regressions=regressions(comparison, within), unjudged=unjudged(comparison))
    _write(options, comparison, (options.baseline, name))
    worse = bool(comparison.regressions or comparison.new or comparison.unjudged)
    return exit_status(measured, worse) if measured else FOUND if worse else 0


def _scan_like(baseline: Report, options: argparse.Namespace, name: str) -> tuple[Report, Measured]:
    """The program measured at the scales of the baseline, where no others are asked for."""
    options.scales = options.scales or baseline.plan.scales
    subject = _subject(options, name)
    with Interruptible():
        measured = measure_sweep(subject, plan_of(options, subject.scaling), conditions_of(options))
    if measured.problem is not None:
        raise measured.problem
    return diagnosed(measured), measured


def _subject(options: argparse.Namespace, name: str) -> Subject:
    target, scaling = script(options, name)
    return Subject(target, scaling, Progress(notices(), options.show_output, f"{name} "))


def _write(options: argparse.Namespace, comparison: Comparison, names: tuple[str, ...]) -> None:
    asked = asked_forms(options, Comparison)
    write_forms(comparison, asked)
    if not is_taken(options, asked):
        print_comparison(comparison, (names[0], names[1]), terminal())
