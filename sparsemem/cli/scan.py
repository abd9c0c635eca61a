"""`scan`: run a program at several scales, and say what its memory is."""

import argparse
from dataclasses import replace
from typing import Any

from rich.console import Console

from sparsemem.cli.accepted import split
from sparsemem.cli.heap_map import check_map, write_map
from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.options import add_options
from sparsemem.cli.output import notices, terminal, write_whole
from sparsemem.cli.passes import announced, passes_of
from sparsemem.cli.progress import Progress
from sparsemem.cli.request import conditions_of, exit_status, module, plan_of, script, shown
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.diagnose.diagnosis import diagnose
from sparsemem.diagnose.proof import prove
from sparsemem.errors import UsageError
from sparsemem.measure.passes.return_sizes import SizeProfile
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.sweep_runs import measure_sweep
from sparsemem.model import Report
from sparsemem.report.terminal_scan import print_report


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "scan",
        help="run a program at 1x to 4x its data and say what its memory is",
        description=__doc__,
        epilog="The program's own arguments follow --; {1000} in them is a number to scale.",
        usage="sparsemem scan [options] SCRIPT [-- ARGS]\n       sparsemem scan [options] -m MODULE [-- ARGS]",
    )
    parser.add_argument("script", nargs="?", metavar="SCRIPT", help="the script to run")
    parser.add_argument("-m", dest="module", metavar="MODULE", help="run a module, as python -m does")
    add_options(parser, "--scales", "--repeats", "--quick", "--vary", "--input", "--timeout", "--for", "--max-rss")
    add_options(parser, "--limit", "--python", "--setup", "--copy-cwd", "--expect-exit")
    add_forms(parser, Report)
    add_options(parser, "--fail-on")
    add_options(parser, "--accept", "--profile", "--flamegraph", "--sizes", "--prove", "--map", "--map-svg")
    add_options(parser, "--show-output")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Scan; the exit status."""
    if (options.script is None) == (options.module is None):
        raise UsageError("name one script, or one module after -m; the program's own arguments follow --")
    asked = asked_forms(options, Report)
    check_map(options)
    target, scaling = script(options, options.script) if options.script else module(options, options.module)
    console = notices()
    passes = passes_of(options, Subject(target, scaling, Progress(console, options.show_output)))
    subject = Subject(target, scaling, Progress(console, options.show_output, passes=announced(passes)))
    with Interruptible():
        measured = measure_sweep(subject, plan_of(options, scaling), conditions_of(options), passes)
    sweep, heap = replace(measured.sweep(), target=shown(target)), measured.heap
    report = diagnose(sweep, options.limit, heap.located(measured.pinners), heap.profile)
    if heap.flamegraph is not None:
        write_whole(options.flamegraph, heap.flamegraph)
    if measured.without is not None:
        without = measured.without
        report = replace(report, proof=prove(report.sweep, without.owner, measured.pinners, without.run))
        if report.proof is None:
            _say(f"Nothing is proved of {without.owner}: the program did not get to its end without it.", console)
    if measured.profile is not None:
        report = replace(report, sizes=measured.profile.sizes)
        _tell(measured.profile, console)
    if measured.runs:
        write_forms(report, asked)
        if not is_taken(options, asked):
            print_report(report, terminal())
    if measured.heap_map is not None or (measured.ran and measured.problem is None):
        write_map(measured.heap_map, options, None if is_taken(options, asked) else terminal())
    if measured.problem is not None:
        raise measured.problem
    failing, covered = split(report.findings, options.fail_on, options.accept)
    for finding in covered:
        console.print(
            f"Accepted: {finding.code} of {finding.subject or 'the process'}.", markup=False, highlight=False
        )
    return exit_status(measured, bool(failing))


def _tell(profile: SizeProfile, console: Console) -> None:
    """What is missing in a size profile."""
    if profile.sizes is None:
        text = "There is no size profile: the program did not get to its end in that run."
    elif not profile.is_whole:
        text = (
            "The size profile is incomplete: the program set a profile function or monitoring tool of its own, "
            "or ran out of stack."
        )
    else:
        return
    _say(text, console)


def _say(text: str, console: Console) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
