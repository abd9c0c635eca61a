"""`review PATH ...`: static findings that matter for memory, the largest first."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from sparsemem.checklist.filled_in import Evidence, render_form
from sparsemem.cli.accepted import split
from sparsemem.cli.options import add_options
from sparsemem.cli.project_settings import PROJECT, add_paths, chosen_files, project_table, strings
from sparsemem.cli.saved_forms import add_forms, asked_forms, is_taken, write_forms
from sparsemem.errors import InputError, UsageError
from sparsemem.model import Review, Skipped
from sparsemem.report.formats import formats_of
from sparsemem.review.measured_sizes import Measured, Sizes, parse_measured
from sparsemem.review.rules import CODES
from sparsemem.review.run_rules import review
from sparsemem.review.settings import Settings, checked
from sparsemem.source.files import read_source
from sparsemem.source.text import Source

_ALONE = 1_000_000
"""Bytes of source below which other processes take longer to start than they save."""
_SHARES = 2
"""Parts of the work for each process: more even out their ends, and each takes the facts of the project along."""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("review", description=__doc__)
    add_paths(parser)
    parser.add_argument("--select", metavar="CODES", help="only these rules: SM201,SM23")
    parser.add_argument("--ignore", metavar="CODES", help="all rules but these")
    parser.add_argument("--with", dest="scan", metavar="SCAN", help="rank by what a saved scan measured")
    parser.add_argument("--checklist", action="store_true", help="print the checklist, filled in, as Markdown")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="default: %(default)s"
    )
    parser.add_argument(
        "--format", choices=formats_of(Review), default="text", help="on standard output (default: text)"
    )
    add_options(parser, "--fail-on", "--all")
    add_forms(parser, Review)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Review the paths. The exit status is 1 for a finding at or over --fail-on, which is any where it is not given.

    Else it is 2 where a file was not reviewed, else 0.
    """
    asked = _asked(arguments)
    settings = _settings(arguments)
    measured = parse_measured(_read(Path(arguments.scan)), arguments.scan) if arguments.scan else Measured()
    found = _reviewed(arguments, settings, measured.sizes)
    write_forms(found, asked)
    if arguments.checklist:
        sys.stdout.write(render_form(found, _evidence(settings, measured)))
    elif "-" not in asked.values():
        _print(found, arguments.format)
    for skipped in found.skipped:
        print(f"{skipped.path} was not reviewed: it {skipped.reason}", file=sys.stderr)
    failing, _ = split(found.findings, arguments.fail_on or "note", ())
    return 1 if failing else 2 if found.skipped else 0


def _evidence(settings: Settings, measured: Measured) -> Evidence:
    reviewed = frozenset(code for code in CODES if settings.selects(code))
    if measured.codes is None:
        return Evidence(reviewed)
    return Evidence(reviewed, measured.judged, measured.codes)


def _asked(arguments: argparse.Namespace) -> dict[str, str]:
    """The file for each format that is to be saved, checked before the work."""
    asked = asked_forms(arguments, Review)
    if arguments.checklist and is_taken(arguments, asked):
        raise UsageError("standard output takes one format: give the others a file")
    return asked


def _settings(arguments: argparse.Namespace) -> Settings:
    """Of the project, and the command line over it."""
    table = project_table()
    select, ignore = (
        checked(strings(table, key), f"{key} in {PROJECT}")
        if asked is None
        else checked(asked.split(","), f"--{key}")
        for key, asked in (("select", arguments.select), ("ignore", arguments.ignore))
    )
    return Settings(select, ignore, arguments.all)


def _reviewed(arguments: argparse.Namespace, settings: Settings, sizes: Sizes) -> Review:
    texts = [read_source(path) for path in chosen_files(arguments.paths)]
    sources = [text for text in texts if isinstance(text, Source)]
    found = _review_in_parts(sources, settings, sizes, arguments.processes)
    unread = [text for text in texts if isinstance(text, Skipped)]
    return replace(found, skipped=tuple(sorted([*found.skipped, *unread], key=lambda skipped: skipped.path)))


def _review_in_parts(sources: list[Source], settings: Settings, sizes: Sizes, processes: int) -> Review:
    """Review, in several processes where there is enough to do."""
    if processes < 2 or sum(len(source.text) for source in sources) < _ALONE:
        return review(sources, settings, sizes)
    with ProcessPoolExecutor(processes) as pool:
        return review(sources, settings, sizes, pool.map, processes * _SHARES)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path} cannot be read: {reason}") from None


def _print(found: Review, name: str) -> None:
    text = str(formats_of(Review)[name](found))
    if name != "text" or not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console  # noqa: PLC0415 - takes longer to import than most files take to review

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line in text.splitlines():
        console.print(line, style="bold" if line and not line.startswith(" ") else "default")
