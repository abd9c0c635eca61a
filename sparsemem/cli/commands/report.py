"""`report`: what a command saved with --json once more, on the terminal or in another form."""

import argparse
from pathlib import Path
from typing import Any

from sparsemem.cli.options import add_options
from sparsemem.cli.output import terminal
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.errors import InputError, UsageError
from sparsemem.model import Report
from sparsemem.model.saved_records import load_record, load_report
from sparsemem.report.formats import KINDS
from sparsemem.report.screens import SCREENS


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "report",
        description=__doc__,
        usage="sparsemem report [options] FILE.json",
    )
    parser.add_argument(
        "file", metavar="FILE.json", help="what scan, attach, compare, whatif or review saved with --json"
    )
    add_options(parser, "--all")
    add_forms(parser, *KINDS)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Report; the exit status."""
    asked = asked_forms(options, *KINDS)
    record = read_record(options.file)
    write_forms(record, asked)
    if is_taken(options, asked):
        return 0
    if type(record) not in SCREENS and not asked:
        raise UsageError(
            f"{options.file} is a saved rewriting, which has no form for a terminal; name a file for --json"
        )
    if type(record) in SCREENS:
        SCREENS[type(record)](record, terminal(), options.all)
    return 0


def read_saved(name: str) -> Report:
    """The saved scan. Raises InputError where it cannot be read."""
    return load_report(_read(name, "a scan saved with --json"), name)


def read_record(name: str) -> Any:
    """What a command saved, of any kind. Raises InputError where it cannot be read."""
    return load_record(_read(name, "what a command saved with --json"), name)


def _read(name: str, wanted: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        raise InputError(f"{name} cannot be read; name {wanted}") from None
