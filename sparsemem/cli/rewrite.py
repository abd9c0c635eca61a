"""`rewrite PATH ...`: a unified diff of the rewrites that are proven, and why the rest is left as it is."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sparsemem.cli.output import check_writable, replace_whole, write_whole
from sparsemem.model import Rewriting
from sparsemem.model.codec import dump
from sparsemem.model.rewriting import Refusal
from sparsemem.review.files import find_files
from sparsemem.rewrite import Reason, Rewritten, rewrite
from sparsemem.rewrite.diff import unified
from sparsemem.rewrite.files import File, read_files

_SHOWN = 10
"""Places of one reason that are named; `--json` has all."""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "rewrite", help="lists that are consumed once become generators, where that is proven", description=__doc__
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a Python file, or a folder of them")
    parser.add_argument("--write", action="store_true", help="change the files; without it only the diff is printed")
    parser.add_argument("--check", action="store_true", help="end with status 1 when something would change")
    parser.add_argument("--json", metavar="FILE", help="save changes and refusals as JSON; - is standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Rewrite the paths. The exit status is 1 for `--check` with changes, else 2 where a file was not read, else 0."""
    if arguments.json is not None:
        check_writable(arguments.json)
    files, unread = read_files(find_files(arguments.paths, ()))
    with _progress(sum(len(file.text) for file in files)) as tell:
        found = rewrite({file.name: file.text for file in files}, progress=tell)
    changed = [file for file in files if file.name in found.sources]
    if arguments.write:
        replace_whole({file.path: file.encoded(found.sources[file.name]) for file in changed})
    elif arguments.json != "-":
        _print(changed, found)
    if arguments.json is not None:
        write_whole(arguments.json, dump(Rewriting(found.changes, found.refusals)))
    _report(found, unread, arguments.write)
    if arguments.check and changed:
        return 1
    incomplete = unread or any(refusal.reason == Reason.NOT_ANALYSED.value for refusal in found.refusals)
    return 2 if incomplete else 0


def _print(changed: list[File], found: Rewritten) -> None:
    """The diff, each file's lines in its own encoding."""
    for file in changed:
        sys.stdout.flush()
        diff = unified(file.name, file.text, found.sources[file.name])
        sys.stdout.buffer.write(diff.encode(file.encoding))
    sys.stdout.buffer.flush()


def _report(found: Rewritten, unread: list[str], written: bool) -> None:
    for sentence in unread:
        print(sentence, file=sys.stderr)
    by_reason: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in found.refusals:
        by_reason[refusal.reason].append(refusal)
    for reason in Reason:
        if reason.value in by_reason:
            _show(reason, by_reason[reason.value])
    verb = "changed" if written else "would change"
    places = f"{len(found.changes)} place{'' if len(found.changes) == 1 else 's'} {verb}"
    print(f"{places}; {len(found.refusals)} left as they are", file=sys.stderr)


def _show(reason: Reason, refusals: list[Refusal]) -> None:
    print(f"{reason.value}: {reason.sentence} Way out: {reason.way_out}.", file=sys.stderr)
    for refusal in refusals[:_SHOWN]:
        where = f"{refusal.path}:{refusal.line}"
        print(f"  {where} {refusal.function}" if refusal.function else f"  {where}", file=sys.stderr)
    if len(refusals) > _SHOWN:
        print(f"  and {len(refusals) - _SHOWN} more; --json FILE has all", file=sys.stderr)


_LARGE = 1_000_000
"""Characters of source from which on it is said how far the work is."""


def _progress(characters: int) -> AbstractContextManager[Callable[[int, int], None]]:
    """How many of the modules are done, on a terminal and where that takes long."""
    if characters < _LARGE or not sys.stderr.isatty():
        return nullcontext(lambda done, total: None)
    from sparsemem.cli.progress import counted  # noqa: PLC0415 (rich takes longer to load than most work does)

    return counted("modules")
