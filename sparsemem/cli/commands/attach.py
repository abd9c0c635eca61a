"""`attach`: where the memory of a running process is, what keeps it, and whether it grows; nothing is paused."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rich.markup import escape

from sparsemem.cli.accepted import split
from sparsemem.cli.interrupt import Interruptible
from sparsemem.cli.map_output import check_map, saved_map, wants_map, write_map
from sparsemem.cli.options import add_options
from sparsemem.cli.output import terminal
from sparsemem.cli.places.cycle_places import place_cycles
from sparsemem.cli.request import FOUND, INTERRUPTED
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.cli.waiting_lines import waiting
from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.diagnose.conclusions.pace import told_of_charge
from sparsemem.errors import UsageError
from sparsemem.measure.attach.core_dump import attach_core
from sparsemem.measure.attach.descendants import tell_descendants
from sparsemem.measure.attach.named_process import find_script
from sparsemem.measure.attach.process_family import attach_family
from sparsemem.measure.attach.running_process import Attached, attach_process
from sparsemem.model import Attachment, FamilyAttachment
from sparsemem.outside.heap_findings import Asked
from sparsemem.report.terminal.attachment_screen import print_attachment
from sparsemem.report.terminal.family_screen import print_family
from sparsemem.report.terminal.holders_table import print_way
from sparsemem.review.memo_places import add_memos


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "attach",
        description=__doc__,
        usage="sparsemem attach [options] PID\n       sparsemem attach [options] --core FILE",
    )
    parser.add_argument("pid", type=int, metavar="PID", nargs="?", help="the process")
    parser.add_argument("--core", metavar="FILE", help="the core file of a process that was killed, in its place")
    parser.add_argument("--tree", action="store_true", help="the process and all its descendants")
    parser.add_argument("--values", action="store_true", help="save a few values of its objects in the JSON as well")
    parser.add_argument("--no-values", action="store_true", help="show no values of its objects")
    add_options(parser, "--why", "--top", "--seconds", "--map", "--map-svg", "--fail-on", "--accept", "--all")
    add_forms(parser, Attachment)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Attach; the exit status."""
    asked = asked_forms(options, Attachment)
    check_map(options)
    of = options.core or f"process {options.pid}"
    with Interruptible(), waiting(f"Reading {escape(of)}:") as tell:
        attached = _attach(options, tell)
    script = None if options.core else find_script(attached.observation.target.pid)
    heap = place_cycles(attached.observation.heap)
    observation = replace(attached.observation, heap=heap and add_memos(heap, script))
    saved = replace(diagnose_attachment(observation), heap_map=saved_map(attached.heap_map))
    notes = (*attached.notes, *told_of_charge(attached.observation.charge, saved.looks))
    write_forms(saved if options.values else _without_values(saved), asked)
    console = None if is_taken(options, asked) else terminal()
    if attached.heap_map is not None:
        write_map(attached.heap_map, options, console)
    if console is not None:
        if isinstance(saved, FamilyAttachment):
            print_family(saved.processes, console)
        print_attachment(saved, notes, console, options.all, options.top)
        if options.why:
            print_way(attached.way, options.why, console)
    if attached.heap_map is None:
        write_map(None, options, console)
    failing, _ = split(saved.findings, options.fail_on, options.accept)
    return INTERRUPTED if attached.interrupted else FOUND if failing else 0


def _attach(options: argparse.Namespace, tell: Callable[[str], None]) -> Attached:
    asked = Asked(options.values or not options.no_values, wants_map(options), options.why, tell)
    if (options.pid is None) == (options.core is None):
        raise UsageError("attach takes either a PID or --core FILE; see sparsemem attach --help")
    if options.core is None:
        seconds = options.seconds or 0.0
        if options.tree:
            return attach_family(options.pid, seconds, asked)
        found = attach_process(options.pid, seconds, asked)
        return replace(found, notes=(*found.notes, *tell_descendants(options.pid)))
    if options.seconds or options.tree:
        raise UsageError("a core file holds one moment of one process: leave out --seconds and --tree")
    return attach_core(options.core, asked)


def _without_values(attachment: Attachment) -> Attachment:
    return replace(attachment, pinners=tuple(replace(pinner, values=None) for pinner in attachment.pinners))
