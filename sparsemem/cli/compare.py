"""`compare`: two programs, or two saved scans: is the output the same, and what is saved?"""

import argparse
from dataclasses import replace
from typing import Any

from rich.console import Console

from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.options import add_options
from sparsemem.cli.output import check_writable, terminal, write_whole
from sparsemem.cli.progress import Progress
from sparsemem.cli.report import read_saved
from sparsemem.cli.request import conditions_of, exit_status, plan_of, script
from sparsemem.cli.scan import shown
from sparsemem.diagnose.comparison import compare
from sparsemem.diagnose.diagnosis import diagnose
from sparsemem.errors import InputError
from sparsemem.measure.pair import measure_pair
from sparsemem.measure.sweep import Measured
from sparsemem.measure.turn import Subject
from sparsemem.model import Comparison, Report
from sparsemem.model.codec import dump
from sparsemem.report.terminal_comparison import print_comparison


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "compare",
        help="run two programs over the same sweep: is the output the same, and what is saved?",
        description=__doc__,
        usage="sparsemem compare [options] BEFORE AFTER [-- ARGS]",
    )
    parser.add_argument("before", metavar="BEFORE", help="a script, or a saved scan (.json)")
    parser.add_argument("after", metavar="AFTER", help="a script, or a saved scan (.json)")
    parser.add_argument(
        "--same", metavar="FILE", action="append", default=[], help="a written file to compare as well"
    )
    add_options(parser, "--scales", "--repeats", "--quick", "--vary", "--input", "--timeout", "--max-rss", "--python")
    add_options(parser, "--setup", "--copy-cwd", "--expect-exit", "--json", "--show-output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare; the exit status."""
    if options.json:
        check_writable(options.json)
    saved = [name.endswith(".json") for name in (options.before, options.after)]
    if all(saved):
        before, after = (read_saved(name) for name in (options.before, options.after))
        _write(options, compare(before, after, None))
        return 0
    if any(saved):
        raise InputError("compare takes two scripts or two saved scans, not one of each; scan the script with --json")
    return _run_both(options)


def _run_both(options: argparse.Namespace) -> int:
    before, after = _subject(options, options.before), _subject(options, options.after)
    plan = plan_of(options, before.scaling, after.scaling)
    with Interruptible():
        pair = measure_pair((before, after), plan, conditions_of(options), tuple(options.same))
    if pair.problem is not None:
        raise pair.problem
    differences = None if pair.differences is None else tuple(pair.differences)
    comparison = compare(_diagnosed(pair.before), _diagnosed(pair.after), differences)
    _write(options, comparison)
    return exit_status(pair, bool(differences))


def _subject(options: argparse.Namespace, name: str) -> Subject:
    target, scaling = script(options, name)
    return Subject(target, scaling, Progress(Console(stderr=True), options.show_output, f"{name} "))


def _diagnosed(measured: Measured) -> Report:
    return diagnose(replace(measured.sweep(), target=shown(measured.target)))


def _write(options: argparse.Namespace, comparison: Comparison) -> None:
    if options.json:
        write_whole(options.json, dump(comparison))
    if options.json != "-":
        print_comparison(comparison, (options.before, options.after), terminal())
