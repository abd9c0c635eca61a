"""`report`: a saved scan once more, on the terminal or in another format."""

import argparse
from pathlib import Path
from typing import Any

from sparsemem.cli.options import add_options
from sparsemem.cli.output import check_writable, terminal, write_whole
from sparsemem.errors import InputError, UsageError
from sparsemem.model import Report
from sparsemem.model.codec import dump, load_report
from sparsemem.report.markdown import render_markdown
from sparsemem.report.terminal import print_report

FORMATS = {"json": dump, "md": render_markdown}
"""The function that renders a report for each option that names a file."""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "report",
        help="a saved scan once more, in another format",
        description=__doc__,
        usage="sparsemem report [options] FILE.json",
    )
    parser.add_argument("file", metavar="FILE.json", help="a scan saved with --json")
    add_options(parser, *(f"--{name}" for name in FORMATS))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Report; the exit status."""
    check_files(options)
    write_report(read_saved(options.file), options)
    return 0


def check_files(options: argparse.Namespace) -> None:
    """Raises InputError where a file could not be written, UsageError for two formats on standard output."""
    names = [name for name in _files(options).values() if name]
    if names.count("-") > 1:
        raise UsageError("standard output takes one format: give the others a file")
    for name in names:
        check_writable(name)


def write_report(report: Report, options: argparse.Namespace) -> None:
    """Write each format that was asked for; on the terminal, unless standard output has one of them."""
    files = _files(options)
    for kind, name in files.items():
        if name:
            write_whole(name, FORMATS[kind](report))
    if "-" not in (*files.values(), vars(options).get("map_svg")):
        print_report(report, terminal())


def read_saved(name: str) -> Report:
    """The saved scan. Raises InputError where it cannot be read."""
    try:
        return load_report(Path(name).read_text(encoding="utf-8"), name)
    except (OSError, UnicodeDecodeError, ValueError):
        raise InputError(f"{name} cannot be read; name a scan saved with --json") from None


def _files(options: argparse.Namespace) -> dict[str, str | None]:
    return {kind: getattr(options, kind) for kind in FORMATS}
