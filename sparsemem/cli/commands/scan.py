"""`scan`: run a program at several scales, and say what its memory is."""

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from sparsemem.cli.accepted import split
from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.map_output import check_map, saved_map, write_map
from sparsemem.cli.options import add_options
from sparsemem.cli.output import check_writable, notices, terminal, write_whole
from sparsemem.cli.places.chain_places import place_chains
from sparsemem.cli.places.cycle_places import place_cycles, place_cycles_of_workers
from sparsemem.cli.places.peak_places import place_peaks
from sparsemem.cli.progress import Progress
from sparsemem.cli.request import conditions_of, exit_status, module, plan_of, script, shown
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, kept_file, write_forms
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.conclusions.unjudged import unjudged
from sparsemem.diagnose.holders.owner_return import prove
from sparsemem.diagnose.quantities.severity import is_loud, is_worth
from sparsemem.errors import UsageError
from sparsemem.measure.passes.every_pass import requested_passes
from sparsemem.measure.passes.pass_protocol import PassRequest
from sparsemem.measure.program.module_file import find_module_file, search_folders
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.sweep.sweep_runs import Measured, measure_sweep
from sparsemem.model import Report, Target
from sparsemem.report.terminal.holders_table import print_way
from sparsemem.report.terminal.scan_screen import print_report
from sparsemem.review.memo_places import add_memos


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "scan",
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
    add_options(parser, "--why", "--top", "--show-output", "--all")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Scan; the exit status."""
    if (options.script is None) == (options.module is None):
        raise UsageError("name one script, or one module after -m; the program's own arguments follow --")
    asked = asked_forms(options, Report)
    check_map(options)
    console = notices()
    measured = _measured(options, console, kept_file(asked))
    report = _report(options, measured, console)
    screen = None if is_taken(options, asked) else terminal()
    if measured.runs:
        write_forms(report, asked)
    if measured.evidence.heap_map is not None:
        write_map(measured.evidence.heap_map, options, screen)
    if measured.runs and screen is not None:
        print_report(report, screen, options.all, options.top)
        if options.why:
            print_way(measured.evidence.way, options.why, screen)
    if measured.evidence.heap_map is None and measured.ran and measured.problem is None:
        write_map(None, options, screen)
    if measured.problem is not None:
        raise measured.problem
    return exit_status(measured, _fails(options, report, console))


def _measured(options: argparse.Namespace, console: Console, file: str | None) -> Measured:
    """The sweep and the passes that were asked for. `file` has the report on the runs so far after each of them: the
    kernel may kill this process together with a program that takes all memory."""

    def keep(measured: Measured) -> None:
        if file is not None:
            write_forms(_report(options, measured, console), {"json": file})

    target, scaling = script(options, options.script) if options.script else module(options, options.module)
    subject = Subject(target, scaling, Progress(console, options.show_output))
    memos = partial(add_memos, script=_script(target))
    passes = requested_passes(PassRequest(vars(options), subject, is_worth, is_loud, memos))
    if options.flamegraph:
        check_writable(options.flamegraph)
    said = [sentence for one in passes for sentence in one.announcement()]
    subject = replace(subject, observer=Progress(console, options.show_output, passes=said))
    with Interruptible():
        return measure_sweep(subject, plan_of(options, scaling), conditions_of(options), passes, keep)


def _report(options: argparse.Namespace, measured: Measured, console: Console) -> Report:
    """What is concluded from all that was found out; a flame graph is written."""
    sweep, evidence = place_cycles_of_workers(measured.sweep()), measured.evidence
    sweep = replace(sweep, target=shown(measured.target))
    heap = place_cycles(evidence.heap)
    heap = heap and add_memos(heap, _script(measured.target))
    report = place_chains(place_peaks(diagnose(sweep, options.limit, evidence.located(), evidence.profile, heap)))
    if evidence.flamegraph is not None:
        write_whole(options.flamegraph, evidence.flamegraph)
    proof = None
    if evidence.cleared is not None:
        owner, without = evidence.cleared
        proof = prove(sweep, owner, evidence.pinners or (), without, heap)
        if proof is None:
            _say(f"Nothing is proved of {owner}: the program did not get to its end without it.", console)
    return replace(report, proof=proof, sizes=evidence.sizes, heap_map=saved_map(evidence.heap_map))


def _script(target: Target) -> Path | None:
    return Path(target.path) if target.kind == "script" else find_module_file(target.path, search_folders())


def _fails(options: argparse.Namespace, report: Report, console: Console) -> bool:
    """Whether the check fails: for a finding, or because it saw nothing. Accepted findings are told."""
    failing, covered = split(report.findings, options.fail_on, options.accept)
    for finding in covered:
        _say(f"Accepted: {finding.code} of {finding.subject or 'the process'}.", console)
    missing = unjudged(report, options.limit) if options.fail_on else []
    for sentence in missing:
        _say(f"--fail-on {options.fail_on} fails: {sentence}", console)
    return bool(failing or missing)


def _say(text: str, console: Console) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
